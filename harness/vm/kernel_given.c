// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_given - a kernel that the user brings: --vmlinuz FILE --headers DIR.
 *
 * The two come from different options and maybe from different builds; a module that was built
 * against other headers is refused by the guest at best, so the releases are compared first.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "files.h"
#include "vm/kernel_store.h"
#include "vm/kernels.h"

/*
 * What ends up in a module's vermagic comes first: Debian's 6.1 headers for 6.1.0-56-cloud-amd64 say
 * "6.1.192" in kernel.release.
 */
static char *headers_release(const char *headers)
{
	static const char define[] = "UTS_RELEASE \"";
	char *path = str_fmt("%s/include/generated/utsrelease.h", headers), *text = NULL;
	char *release = NULL, *hit = file_read(path, &text, NULL) ? NULL : strstr(text, define);

	if (hit) {
		hit += strlen(define);
		release = str_fmt("%.*s", (int)strcspn(hit, "\"\n"), hit);
	}
	free(text);
	free(path);
	if (release)
		return release;
	path = str_fmt("%s/include/config/kernel.release", headers);
	release = file_line(path);
	free(path);
	return release;
}

/* The absolute path: modules are built from another folder. */
static int given_path(const char *option, const char *path, char **abs)
{
	int err;

	*abs = realpath(path, NULL);
	if (*abs)
		return 0;
	err = -errno;
	log_err("cannot use --%s %s: %s", option, path, strerror(-err));
	return err;
}

static int given_fit(const struct kernel *k, const char *built)
{
	if (!k->release)
		log_err("--vmlinuz %s is no x86 kernel image with a boot header (bzImage)",
			k->vmlinuz);
	else if (!built)
		log_err("--headers %s does not say its release: neither include/generated/utsrelease.h "
			"nor include/config/kernel.release is there; run `make modules_prepare` in it",
			k->headers);
	else if (strcmp(k->release, built))
		log_err("--vmlinuz %s is kernel %s but --headers %s is of %s: give two of one build",
			k->vmlinuz, k->release, k->headers, built);
	else
		return 0;
	return -EINVAL;
}

int kernel_given(const char *vmlinuz, const char *headers, struct kernel *k)
{
	char *built = NULL;
	int err;

	*k = (struct kernel){ 0 };
	err = given_path("vmlinuz", vmlinuz, &k->vmlinuz);
	if (!err)
		err = given_path("headers", headers, &k->headers);
	if (err)
		goto out;
	k->release = kernel_image_release(k->vmlinuz);
	built = headers_release(k->headers);
	err = given_fit(k, built);
	if (err)
		goto out;
	k->series = kernel_series(k->release);
	k->package = str_dup("");
	k->version = str_dup("");
	k->config = str_fmt("%s/.config", k->headers);
	if (!file_exists(k->config)) {
		free(k->config);
		k->config = NULL;
	}
	k->image_sha256 = store_sha256(k->vmlinuz);
	if (!k->image_sha256)
		err = -EIO;
out:
	if (err)
		kernel_free(k);
	free(built);
	return err;
}
