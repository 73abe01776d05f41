// SPDX-License-Identifier: GPL-2.0-only
/*
 * files - whole-file input and output, and the roots that every path starts from.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "files.h"

int file_read(const char *path, char **buf, size_t *len)
{
	size_t cap = 4096, n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	*buf = NULL;
	if (fd < 0)
		return -errno;
	/* Files in /proc and /sys claim size 0: read until the end instead of trusting stat. */
	for (*buf = mem_alloc(cap, 1);;) {
		ssize_t got = read(fd, *buf + n, cap - n - 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			err = -errno;
		if (got <= 0)
			break;
		n += (size_t)got;
		if (cap - n < 2)
			*buf = mem_grow(*buf, cap *= 2, 1);
	}
	close(fd);
	(*buf)[n] = 0;
	if (len)
		*len = n;
	if (err) {
		free(*buf);
		*buf = NULL;
	}
	return err;
}

char *file_line(const char *path)
{
	char *buf;

	if (file_read(path, &buf, NULL))
		return NULL;
	buf[strcspn(buf, "\n")] = 0;
	return buf;
}

static int file_put(int fd, const char *path, const char *p, size_t len)
{
	int err;

	while (len) {
		ssize_t put = write(fd, p, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			goto fail;
		p += put;
		len -= (size_t)put;
	}
	if (!fsync(fd) || errno == EINVAL)
		return 0;
fail:
	err = -errno;
	log_err("cannot write %s: %s%s", path, strerror(-err),
		err == -ENOSPC ? "; free some space and run again with --resume" : "");
	return err;
}

int file_write(const char *path, const void *buf, size_t len)
{
	char *tmp = str_fmt("%s.tmp.%d", path, (int)getpid());
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), err;

	if (fd < 0) {
		err = -errno;
		log_err("cannot write %s: %s", path, strerror(-err));
		free(tmp);
		return err;
	}
	err = file_put(fd, path, buf, len);
	if (close(fd) && !err)
		err = -errno;
	if (!err && rename(tmp, path)) {
		err = -errno;
		log_err("cannot write %s: %s", path, strerror(-err));
	}
	if (err)
		unlink(tmp);
	free(tmp);
	return err;
}

int file_append(const char *path, const void *buf, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), err;
	off_t start;

	if (fd < 0) {
		err = -errno;
		log_err("cannot append to %s: %s", path, strerror(-err));
		return err;
	}
	start = lseek(fd, 0, SEEK_END);
	err = file_put(fd, path, buf, len);
	/* Half a line would be glued to the next one that fits. */
	if (err && start >= 0 && ftruncate(fd, start))
		log_warn("%s: its last line is cut off", path);
	close(fd);
	return err;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* mkdir -p; where it fails, *at is the folder that could not be made, which the caller frees. (quiet) */
static int dir_try(const char *path, char **at)
{
	char *p = str_dup(path);
	int err = 0;

	*at = NULL;
	for (char *s = p + 1; !err; s++) {
		bool end = !*s;

		if (*s != '/' && !end)
			continue;
		*s = 0;
		if (mkdir(p, 0755) && errno != EEXIST)
			err = -errno;
		if (end || err)
			break;
		*s = '/';
	}
	if (err)
		*at = p;
	else
		free(p);
	return err;
}

int dir_make(const char *path)
{
	char *at;
	int err;

	if (!*path) {
		log_err("cannot create a folder without a name");
		return -EINVAL;
	}
	err = dir_try(path, &at);
	if (err)
		log_err("cannot create folder %s: %s", at, strerror(-err));
	free(at);
	return err;
}

/* Make the folder of @path and a file in there, as file_write() would. (quiet) */
static int output_try(const char *path)
{
	char *folder = str_dup(path), *slash = strrchr(folder, '/'), *at = NULL;
	char *tmp = str_fmt("%s.tmp.%d", path, (int)getpid());
	int err = 0, fd;

	if (slash && slash != folder) {
		*slash = 0;
		err = dir_try(folder, &at);
	}
	if (!err) {
		fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		err = fd < 0 ? -errno : 0;
	}
	if (!err) {
		close(fd);
		unlink(tmp);
	}
	free(at);
	free(tmp);
	free(folder);
	return err;
}

int file_output(const char *path)
{
	bool folder = *path && path[strlen(path) - 1] == '/';
	struct stat st;
	int err;

	if (!folder && !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		/* A rename would put a file in the place of a device. */
		log_err("cannot write %s: it is not a regular file; name one in a folder that you may write", path);
		return -EINVAL;
	}
	folder |= !stat(path, &st) && S_ISDIR(st.st_mode);
	err = !*path ? -EINVAL : folder ? -EISDIR : output_try(path);
	if (err)
		log_err("cannot write %s: %s; name a file in a folder that you may write", *path ? path : "\"\"",
			*path ? strerror(-err) : "it has no name");
	return err;
}

static int dir_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path) ? -errno : 0;
}

int dir_remove(const char *path)
{
	int err;

	if (!file_exists(path))
		return 0;
	err = nftw(path, dir_remove_one, 32, FTW_DEPTH | FTW_PHYS);
	if (err)
		log_err("cannot remove %s: %s", path, strerror(err < 0 ? -err : errno));
	return err ? -EIO : 0;
}

void dir_sweep(const char *dir, const char *prefix)
{
	struct dirent **list;
	int n = scandir(dir, &list, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name, *pid = name + strlen(prefix);
		char *path = str_fmt("%s/%s", dir, name);

		if (str_starts(name, prefix) && isdigit((unsigned char)*pid) &&
		    kill((pid_t)strtol(pid, NULL, 10), 0) && errno == ESRCH)
			dir_remove(path);
		free(path);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

char *path_trim(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return str_fmt("%.*s", (int)n, path);
}

const char *root_project(void)
{
	static char *root;
	char path[PATH_MAX];
	ssize_t n;

	if (root)
		return root;
	n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n < 0)
		return NULL;
	path[n] = 0;
	for (char *slash; (slash = strrchr(path, '/'));) {
		char *mark;

		*slash = 0;
		mark = str_fmt("%s/kmod/Kbuild", path);
		if (file_exists(mark))
			root = str_dup(path);
		free(mark);
		if (root)
			return root;
	}
	return NULL;
}

/* The folder of the running binary; caller frees; NULL. */
static char *root_binary(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n < 0)
		return NULL;
	path[n] = 0;
	*strrchr(path, '/') = 0;
	return str_dup(path);
}

const char *root_extra(void)
{
	static char *root;
	static bool known;
	char *binary, *mark;

	if (known)
		return root;
	known = true;
	binary = root_binary();
	mark = str_fmt("%s/extra", binary ? binary : "");
	root = binary ? file_line(mark) : NULL;
	free(mark);
	free(binary);
	return root;
}

char *root_source(const char *name)
{
	const char *project = root_project() ? root_project() : ".";
	char *extra = root_extra() ? str_fmt("%s/%s", root_extra(), name) : NULL;

	if (extra && file_exists(extra))
		return extra;
	free(extra);
	return str_fmt("%s/%s", project, name);
}

const char *root_build(void)
{
	static char *root;
	const char *set = getenv("PROBEBENCH_BUILD");

	if (!root && set && *set)
		root = str_dup(set);
	if (!root && root_extra())
		root = root_binary();
	if (!root && root_project())
		root = str_fmt("%s/build", root_project());
	return root;
}

const char *root_cache(void)
{
	static char *root;
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (!root && xdg && *xdg)
		root = str_fmt("%s/probebench", xdg);
	else if (!root && home && *home)
		root = str_fmt("%s/.cache/probebench", home);
	return root;
}

static char *path_mask_one(char *s, const char *root, const char *name)
{
	char *out;

	/* A root of "/" would mask every slash and tell nobody anything. */
	if (!root || strlen(root) < 2)
		return s;
	out = str_replace(s, root, name);
	free(s);
	return out;
}

char *path_mask(const char *path)
{
	char *s = str_dup(path);

	s = path_mask_one(s, root_cache(), "$CACHE");
	s = path_mask_one(s, root_build(), "$BUILD");
	s = path_mask_one(s, root_extra(), "$EXTRA");
	s = path_mask_one(s, root_project(), "$PROJECT");
	return path_mask_one(s, getenv("HOME"), "$HOME");
}

char *path_unmask(const char *path)
{
	const char *const names[] = { "$CACHE", "$BUILD", "$EXTRA", "$PROJECT", "$HOME" };
	const char *const roots[] = { root_cache(), root_build(), root_extra(), root_project(),
				      getenv("HOME") };
	char *s = str_dup(path);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *out = str_replace(s, names[i], roots[i] ? roots[i] : names[i]);

		free(s);
		s = out;
	}
	return s;
}
