// SPDX-License-Identifier: GPL-2.0-only
/*
 * apt_fetch - the packages of one kernel, file by file, so that a download which was cut off goes on.
 *
 * `apt-get download` begins a file again that is there in part, and takes one of the right size for the right
 * one. So it is only asked for addresses and checksums; apt's helper then fetches what is missing, from where
 * it stopped if the server can, and every file is checked here, the old ones too.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "files.h"
#include "vm/apt.h"
#include "vm/kernel_store.h"

#define FETCH_HASH "SHA256:"

enum { DOWNLOAD_LIMIT_S = 1800 /* 100 MB at most */ };

/*
 * The packages that booting a kernel and building a module for it need besides the image and headers
 * themselves: these depend on them by names that follow no rule worth writing down ("linux-kbuild-6.1",
 * but also "linux-kbuild-6.12.117+deb12"; since 7.1 the image proper is in "linux-binary-..."), so they
 * are read from the packages. The modules of the distribution are not needed. Appends to args what is not
 * there: image and headers share some, and of a package that is named twice apt says the address once.
 */
static size_t depends_add(const char **args, size_t n, size_t max, char *depends)
{
	static const char *const wanted[] = { APT_HEADERS, "linux-kbuild-", "linux-binary-",
					      "linux-base-" };
	char *save = NULL;

	for (char *d = strtok_r(depends, ",", &save); d; d = strtok_r(NULL, ",", &save)) {
		char *eq = strstr(d, "(= "), *name, *word;
		bool want = false, known = false;

		d += strspn(d, " ");
		for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
			want |= str_starts(d, wanted[i]);
		if (!want || n == max)
			continue;
		name = str_fmt("%.*s", (int)strcspn(d, " (|:"), d);
		word = eq ? str_fmt("%s=%.*s", name, (int)strcspn(eq + 3, ") "), eq + 3) : str_dup(name);
		for (size_t i = 0; i < n; i++)
			known |= !strcmp(args[i], word);
		if (known)
			free(word);
		else
			args[n++] = word;
		free(name);
	}
	return n;
}

/* The same of package @name ("linux-headers-...=version"). */
static size_t depends_of(const char **args, size_t n, size_t max, const char *name)
{
	const char *const query[] = { "show", name, NULL };
	char *show, *depends;

	if (apt_run(0, query, &show, NULL, NULL) < 0)
		show = NULL;
	depends = show ? strstr(show, "\nDepends: ") : NULL;
	if (depends) {
		depends += strlen("\nDepends: ");
		depends[strcspn(depends, "\n")] = 0;
		n = depends_add(args, n, max, depends);
	}
	free(show);
	return n;
}

/* One line of `apt-get download --print-uris`: 'address' file size SHA256:hash */
struct fetch {
	char *uri, *file, *hash;
	u64 size;
};

static bool fetch_parse(char *line, struct fetch *f)
{
	char *save = NULL, *uri = strtok_r(line, " ", &save), *file = strtok_r(NULL, " ", &save);
	char *size = strtok_r(NULL, " ", &save), *hash = strtok_r(NULL, " ", &save);
	size_t len = uri ? strlen(uri) : 0;

	if (!hash || len < 3 || *uri != '\'' || uri[len - 1] != '\'' || !str_starts(hash, FETCH_HASH) ||
	    strchr(file, '/'))
		return false;
	uri[len - 1] = 0;
	*f = (struct fetch){ uri + 1, file, hash + strlen(FETCH_HASH), strtoull(size, NULL, 10) };
	return true;
}

/* Is the file there, and what the index says it is? What cannot become that is removed. */
static bool fetch_done(const struct fetch *f, const char *dir)
{
	char *path = str_fmt("%s/%s", dir, f->file), *sum = NULL;
	struct stat st;
	bool done = false;

	if (!stat(path, &st) && (u64)st.st_size >= f->size) {
		sum = store_sha256(path);
		done = sum && !strcmp(sum, f->hash);
		if (!done) {
			log_warn("%s has SHA-256 %s, the index says %s: removed", path, sum ? sum : "?", f->hash);
			unlink(path);
		}
	}
	free(sum);
	free(path);
	return done;
}

/* Fetch those of @list that are not there, and look at them again. 0 or -errno, logged. */
static int fetch_missing(const struct fetch *list, size_t n, const char *dir)
{
	const char **args = mem_alloc(3 * n + 2, sizeof(*args));
	char *log = str_fmt("%s/download.log", dir), *why;
	size_t words = 0;
	int err = 0;

	args[words++] = APT_FETCH;
	for (size_t i = 0; i < n; i++) {
		if (fetch_done(&list[i], dir))
			continue;
		args[words++] = list[i].uri;
		args[words++] = list[i].file;
		args[words++] = list[i].hash - strlen(FETCH_HASH);
	}
	if (words > 1)
		err = apt_run(DOWNLOAD_LIMIT_S, args, NULL, log, dir);
	if (err) {
		err = apt_failure(err, log, &why);
		log_warn("cannot download into %s: %s (all of it: %s); what is there is kept for the next time", dir, why,
			 log);
		free(why);
	}
	for (size_t i = 0; i < n && !err && words > 1; i++)
		if (!fetch_done(&list[i], dir)) {
			log_warn("%s is not what the index says", list[i].uri);
			err = -EIO;
		}
	free(log);
	free(args);
	return err;
}

/* The files that @args, a complete `apt-get download --print-uris`, names. 0 or -errno, logged. */
static int fetch_list(const char *const args[], const char *dir, char **text, struct fetch **list, size_t *n)
{
	char *log = str_fmt("%s/download.log", dir), *save = NULL, *why;
	/* Not in @dir: of files that are where it stands it says nothing. */
	int err = apt_run(DOWNLOAD_LIMIT_S, args, NULL, log, "/");

	*n = 0;
	*list = NULL;
	*text = NULL;
	if (err) {
		/* What it does not know it says by name: "Unable to locate package linux-kbuild-6.1". */
		err = apt_failure(err, log, &why);
		err = err == -EIO ? -ENOENT : err;
		log_warn("the package index does not have all that the kernel needs: %s", why);
		free(why);
	} else {
		err = file_read(log, text, NULL);
	}
	for (char *l = err ? NULL : strtok_r(*text, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		*list = mem_grow(*list, *n + 1, sizeof(**list));
		*n += fetch_parse(l, &(*list)[*n]);
	}
	free(log);
	return err;
}

int apt_download(const struct apt_kernel *k, const char *dir)
{
	enum { MAX = 16, FIRST = 3 };
	const char *args[MAX + 1] = { "download", "--print-uris", "-qq" };
	struct fetch *list;
	size_t n = FIRST, files;
	char *text;
	int err;

	args[n++] = str_fmt(APT_IMAGE "%s=%s", k->release, k->version);
	args[n++] = str_fmt(APT_HEADERS "%s=%s", k->release, k->version);
	n = depends_of(args, n, MAX, args[FIRST]);
	n = depends_of(args, n, MAX, args[FIRST + 1]);
	err = fetch_list(args, dir, &text, &list, &files);
	if (!err && files < n - FIRST) {
		log_warn("the package index names %zu of the %zu packages of %s with an address and a SHA-256", files,
			 n - FIRST, args[FIRST]);
		err = -ENOENT;
	}
	if (!err)
		err = fetch_missing(list, files, dir);
	while (n-- > FIRST)
		free((char *)args[n]);
	free(list);
	free(text);
	return err;
}
