// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_store - the kernels that lie unpacked under root_cache()/kernels, one folder each.
 *
 * <release>/ has boot/vmlinuz-* and config-*, usr/src and usr/lib with the headers and kbuild, and
 * kernel.json, which says which packages these came from, so that a stored kernel needs neither
 * network nor apt. The modules of the image (lib/modules, half of its size) and the packages
 * themselves are dropped: a guest loads our modules only, and the hash of the package is kept.
 */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "files.h"
#include "proc.h"
#include "vm/apt.h"
#include "vm/kernel_store.h"
#include "vm/kernels.h"

enum {
	FETCH_MB = 400, /* the packages, their contents, and what is dropped of these */
	FULL_MB = 4	/* less than this is none */
};

static char *store_path(const char *release)
{
	return str_fmt("%s/kernels/%s", root_cache(), release);
}

/* Packages on their way, which outlive a run that is killed: the next one goes on where it stopped. */
static char *store_downloads(const struct apt_kernel *offer)
{
	return str_fmt("%s/downloads/%s_%s", root_cache(), offer->release, offer->version);
}

static char *json_dup(const json_t *root, const char *key)
{
	const char *s = json_string_value(json_object_get(root, key));

	return str_dup(s ? s : "");
}

int store_load(const char *release, struct kernel *k)
{
	char *dir = store_path(release), *path = str_fmt("%s/kernel.json", dir), *makefile = NULL;
	json_t *root = json_load_file(path, 0, NULL);
	int err = -ENOENT;

	*k = (struct kernel){ 0 };
	if (!root)
		goto out;
	k->release = str_dup(release);
	k->series = kernel_series(release);
	k->package = json_dup(root, "package");
	k->version = json_dup(root, "version");
	k->image_sha256 = json_dup(root, "image_sha256");
	if (json_object_get(root, "suite"))
		k->suite = json_dup(root, "suite");
	k->vmlinuz = str_fmt("%s/boot/vmlinuz-%s", dir, release);
	k->headers = str_fmt("%s/usr/src/linux-headers-%s", dir, release);
	k->config = str_fmt("%s/boot/config-%s", dir, release);
	makefile = str_fmt("%s/Makefile", k->headers);
	if (k->series && file_exists(k->vmlinuz) && file_exists(makefile))
		err = 0;
	if (!err && !file_exists(k->config)) {
		free(k->config);
		k->config = NULL;
	}
	if (err)
		kernel_free(k);
	json_decref(root);
out:
	free(makefile);
	free(path);
	free(dir);
	return err;
}

int store_list(char ***releases)
{
	char *path = store_path("");
	DIR *dir = opendir(path);
	struct dirent *e;
	int n = 0;

	*releases = NULL;
	while (dir && (e = readdir(dir))) {
		struct kernel k;

		if (store_load(e->d_name, &k))
			continue;
		kernel_free(&k);
		*releases = mem_grow(*releases, (size_t)n + 1, sizeof(**releases));
		(*releases)[n++] = str_dup(e->d_name);
	}
	if (dir)
		closedir(dir);
	free(path);
	return n;
}

char *store_sha256(const char *path)
{
	const char *const argv[] = { "sha256sum", "--", path, NULL };
	char *out, *hex, *sum = NULL;
	int status = proc_run(argv, &(struct proc_opts){ .out = &out });

	/* A leading backslash marks a name with escapes in it. */
	hex = out && *out == '\\' ? out + 1 : out;
	if (!status && hex && strspn(hex, "0123456789abcdef") == 64)
		sum = str_fmt("%.64s", hex);
	else
		log_err("cannot compute the SHA-256 of %s: sha256sum %s", path,
			status < 0 ? strerror(-status) : "failed");
	free(out);
	return sum;
}

static int unpack_one(const char *deb, const char *dir)
{
	const char *const argv[] = { "dpkg-deb", "-x", deb, dir, NULL };
	char *log = str_fmt("%s/unpack.log", dir), *why;
	int err = proc_run(argv, &(struct proc_opts){ .out_path = log });

	if (err) {
		err = apt_failure(err, log, &why);
		/* The log is on the disk that may be full, and then has nothing to say. */
		if (err == -EIO && apt_space(dir, FULL_MB))
			err = -ENOSPC;
		log_err("cannot unpack %s: %s%s", deb, why,
			err == -ENOSPC ? " (the disk is full)" : "");
		free(why);
		/* -EIO means unreachable archives to the caller. */
		err = err == -EIO ? -EBADMSG : err;
	}
	free(log);
	return err;
}

/* Unpack every package in @debs into @dir; remember names and hashes in @packages. */
static int unpack_all(const char *debs, const char *dir, json_t *packages)
{
	DIR *d = opendir(debs);
	struct dirent *e;
	int err = d ? 0 : -errno;

	while (!err && d && (e = readdir(d))) {
		char *deb = str_fmt("%s/%s", debs, e->d_name), *sum = NULL;

		if (str_ends(deb, ".deb")) {
			err = unpack_one(deb, dir);
			if (!err)
				sum = store_sha256(deb);
			if (!err && !sum)
				err = -EBADMSG;
			else if (!err)
				json_object_set_new(packages, e->d_name, json_string(sum));
		}
		free(sum);
		free(deb);
	}
	if (d)
		closedir(d);
	return err;
}

/*
 * Debian's headers start with `include /usr/src/linux-headers-...-common/Makefile`. Everything else
 * in the packages is relative, so this line is made so as well: the tree then works under any name,
 * also the temporary one that it is unpacked under, and the cache can be moved.
 */
static int headers_relocate(const char *dir, const char *release)
{
	char *path = str_fmt("%s/usr/src/linux-headers-%s/Makefile", dir, release);
	char *text = NULL, *moved;
	int err = file_read(path, &text, NULL);

	if (err) {
		log_err("the packages of %s lack %s: %s", release, path, strerror(-err));
	} else {
		moved = str_replace(text, "/usr/src/", "$(dir $(lastword $(MAKEFILE_LIST)))../");
		err = file_write(path, moved, strlen(moved));
		free(moved);
	}
	free(text);
	free(path);
	return err;
}

/*
 * Since 7.1 the image and its configuration lie among the modules, from where an installation copies
 * them to /boot: so do we, before the modules go.
 */
static int store_boot(const char *dir, const char *release)
{
	static const char *const files[] = { "vmlinuz", "config" };
	char *boot = str_fmt("%s/boot", dir);
	int err = dir_make(boot);

	for (size_t i = 0; i < ARRAY_SIZE(files) && !err; i++) {
		char *from = str_fmt("%s/usr/lib/modules/%s/%s", dir, release, files[i]);
		char *to = str_fmt("%s/%s-%s", boot, files[i], release);

		if (file_exists(from) && rename(from, to)) {
			err = -errno;
			log_err("cannot rename %s to %s: %s", from, to, strerror(-err));
		}
		free(to);
		free(from);
	}
	free(boot);
	return err;
}

static int store_trim(const char *dir)
{
	static const char *const drop[] = { "lib/modules", "usr/lib/modules", "usr/share",
					    "unpack.log" };
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(drop) && !err; i++) {
		char *path = str_fmt("%s/%s", dir, drop[i]);

		err = dir_remove(path);
		free(path);
	}
	return err;
}

/* Written last: a folder without it was never complete. */
static int store_describe(const char *dir, const struct apt_kernel *offer, json_t *packages)
{
	char *package = str_fmt("linux-image-%s", offer->release);
	char *prefix = str_fmt("%s_", package), *path = str_fmt("%s/kernel.json", dir), *text;
	const char *key, *sum = "";
	json_t *value, *root;
	int err;

	json_object_foreach(packages, key, value) if (str_starts(key, prefix)) sum =
		json_string_value(value);
	root = json_pack("{s:i,s:s,s:s,s:s,s:s,s:O}", "schema", 1, "release", offer->release,
			 "package", package, "version", offer->version, "image_sha256", sum,
			 "packages", packages);
	if (offer->suite)
		json_object_set_new(root, "suite", json_string(offer->suite));
	text = json_dumps(root, JSON_INDENT(1));
	err = text && *sum ? file_write(path, text, strlen(text)) : -EBADMSG;
	if (!text || !*sum)
		log_err("no %s among the packages in %s: remove that folder and try again", package,
			dir);
	free(text);
	json_decref(root);
	free(path);
	free(prefix);
	free(package);
	return err;
}

/*
 * Left by processes that were killed; the name is new each time, because dpkg-deb's children outlive
 * it for a moment and may still write into the old one.
 */
static void store_sweep(void)
{
	char *path = store_path("");
	DIR *d = opendir(path);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *old = str_fmt("%s%s", path, e->d_name);
		const char *const argv[] = { "rm", "-rf", "--", old, NULL };

		if (str_ends(old, ".tmp"))
			proc_run(argv, NULL);
		free(old);
	}
	if (d)
		closedir(d);
	free(path);
}

/* From nothing to a complete folder @dir that only has the wrong name. */
static int store_fill(const char *dir, const struct apt_kernel *offer)
{
	char *debs = store_downloads(offer);
	json_t *packages = json_object();
	int err = dir_make(debs);

	if (!err)
		err = dir_make(dir);

	if (!err)
		err = apt_space(dir, FETCH_MB);
	if (!err)
		err = apt_download(offer, debs);
	if (!err)
		err = unpack_all(debs, dir, packages);
	if (!err)
		err = headers_relocate(dir, offer->release);
	if (!err)
		err = store_boot(dir, offer->release);
	if (!err)
		err = store_trim(dir);
	if (!err)
		err = store_describe(dir, offer, packages);
	if (!err)
		dir_remove(debs);
	json_decref(packages);
	free(debs);
	return err;
}

int store_fetch(const struct apt_kernel *offer)
{
	char *final = store_path(offer->release);
	char *dir = str_fmt("%s.%d.tmp", final, (int)getpid());
	struct kernel k;
	int err;

	store_sweep();
	log_info("fetching linux-image-%s %s and its headers into %s", offer->release,
		 offer->version, final);
	err = store_fill(dir, offer);
	/* What store_load() refused although it is there was damaged by somebody. */
	if (!err)
		err = dir_remove(final);
	if (!err && rename(dir, final)) {
		err = -errno;
		log_err("cannot rename %s to %s: %s", dir, final, strerror(-err));
	}
	if (!err && store_load(offer->release, &k)) {
		err = -EBADMSG;
		log_err("the packages of %s do not hold an image and headers where expected (%s)",
			offer->release, final);
		dir_remove(final);
	} else if (!err) {
		kernel_free(&k);
	}
	dir_remove(dir);
	free(dir);
	free(final);
	return err;
}
