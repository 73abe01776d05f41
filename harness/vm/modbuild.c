// SPDX-License-Identifier: GPL-2.0-only
/*
 * modbuild - the project's modules, built for one kernel.
 *
 * kbuild puts objects beside the sources. So that the checkout stays clean and every kernel has
 * objects of its own, kbuild is given a folder of symbolic links that mirrors kmod/.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "files.h"
#include "proc.h"
#include "run.h"
#include "vm/buildroot.h"
#include "vm/lock.h"
#include "vm/modbuild.h"

enum { LOG_TAIL_LINES = 15 };

const char *const modules_env[] = { "LC_ALL=C",	      "MAKEFLAGS=", "MFLAGS=", "MAKELEVEL=",
				    "KBUILD_OUTPUT=", "KCFLAGS=",   NULL };

/* The compiler that the headers insist on ("CC = ... $(CROSS_COMPILE)gcc-12"); caller frees. */
static char *headers_compiler(const char *headers)
{
	char *path = str_fmt("%s/.kernelvariables", headers), *text = NULL, *cc = NULL,
	     *save = NULL;

	file_read(path, &text, NULL);
	for (char *l = text ? strtok_r(text, "\n", &save) : NULL; l;
	     l = strtok_r(NULL, "\n", &save))
		if (str_starts(l, "CC = ") && strrchr(l, ')') && strrchr(l, ')')[1]) {
			free(cc);
			cc = str_dup(strrchr(l, ')') + 1);
		}
	free(text);
	free(path);
	return cc ? cc : str_dup("gcc");
}

char *modules_compiler(const struct kernel *k)
{
	return headers_compiler(k->headers);
}

static int tools_check(const struct kernel *k)
{
	char *cc = headers_compiler(k->headers);
	const char *const tools[] = { "make", cc, "pahole" };
	int err = 0;

	/* A root of its own has them all. */
	if (!buildroot_fits_host(k, cc)) {
		free(cc);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(tools) && !err; i++)
		if (!proc_have(tools[i])) {
			log_err("cannot build modules for %s: no %s in PATH; install the package %s",
				k->release, tools[i], tools[i]);
			err = -ENOENT;
		}
	free(cc);
	return err;
}

/* make splits at spaces and colons, and kbuild gives up with a riddle. */
static int path_check(const char *path)
{
	if (!strpbrk(path, " \t:#$%'\""))
		return 0;
	log_err("kbuild cannot work with the path '%s': it has a space, colon, #, $, %% or quote; set "
		"PROBEBENCH_BUILD or XDG_CACHE_HOME to another folder",
		path);
	return -EINVAL;
}

static int link_make(const char *target, const char *link)
{
	char *old = realpath(link, NULL), *want = realpath(target, NULL);
	int err = 0;

	/* A link that is right stays: a new one would not rebuild anything, but could race. */
	if (!old || !want || strcmp(old, want)) {
		unlink(link);
		if (symlink(target, link)) {
			err = -errno;
			log_err("cannot link %s to %s: %s", link, target, strerror(-err));
		}
	}
	free(want);
	free(old);
	return err;
}

/* Remove links whose source is gone: kbuild would stop at them. */
static void links_prune(const char *to)
{
	DIR *d = opendir(to);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *path = str_fmt("%s/%s", to, e->d_name);

		if (e->d_type == DT_LNK && !file_exists(path))
			unlink(path);
		free(path);
	}
	if (d)
		closedir(d);
}

/* Mirror @from: folders as folders, so that objects never land in the checkout, files as links. */
static int links_mirror(const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *e;
	int err = d ? dir_make(to) : -errno;

	if (!d)
		log_err("cannot read the module sources %s: %s", from, strerror(-err));
	if (!err)
		links_prune(to);
	while (!err && (e = readdir(d))) {
		char *source = str_fmt("%s/%s", from, e->d_name);
		char *dest = str_fmt("%s/%s", to, e->d_name);
		struct stat st;

		if (*e->d_name == '.' || stat(source, &st))
			err = 0;
		else if (S_ISDIR(st.st_mode))
			err = links_mirror(source, dest);
		else
			err = link_make(source, dest);
		free(dest);
		free(source);
	}
	if (d)
		closedir(d);
	return err;
}

static void log_show_tail(const char *log)
{
	char *text, *from, *save = NULL;
	size_t len;
	int lines = 0;

	if (file_read(log, &text, &len))
		return;
	for (from = text + len; from > text && lines <= LOG_TAIL_LINES; from--)
		lines += from[-1] == '\n';
	from += lines > LOG_TAIL_LINES;
	for (char *l = strtok_r(from, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
		log_err("  %s", l);
	free(text);
}

/* @words, ended by NULL, are added to make's; NULL: none, and a failure is an error of ours. */
static int kbuild_run(const struct kernel *k, const char *dir, const char *const words[])
{
	char *mod = str_fmt("M=%s", dir), *root = str_fmt("PB_ROOT=%s", root_project());
	char *jobs = str_fmt("-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
	const char *own = root_extra() ? root_extra() : "";
	char *extra = str_fmt("PB_EXTRA=%s", own), *include = str_fmt("PB_INCLUDE=%s%s", own, *own ? "/include" : "");
	char *log = str_fmt("%s/build.log", dir);
	const char *argv[16] = { "make", "--no-print-directory", jobs, "-C", k->headers, mod, root,
				 extra, include, "modules" };
	size_t n = 10;
	char *cc = headers_compiler(k->headers);
	const char *const dirs[] = { root_project(), dir, root_extra(), NULL }; /* no third: it ends there */
	int err;

	for (; words && *words && n < ARRAY_SIZE(argv) - 1; words++)
		argv[n++] = *words;
	unlink(log);
	err = buildroot_run(k, cc, argv, dirs,
			    &(struct proc_opts){ .out_path = log, .env = modules_env, .stop = run_stop() });
	free(cc);
	/* A build that was stopped says nothing about what it was to build. */
	if (err && run_signal()) {
		log_info("the build of modules for %s was stopped", k->release);
		err = -EINTR;
	} else if (err && !words) {
		log_err("cannot build the modules for %s; the end of %s:", k->release, log);
		log_show_tail(log);
	}
	if (err > 0)
		err = -EIO;
	free(include);
	free(extra);
	free(log);
	free(jobs);
	free(root);
	free(mod);
	return err;
}

/* Modules of the user's own folder, if there is one with any. */
static int extra_mirror(const char *to)
{
	char *from = root_extra() ? str_fmt("%s/kmod", root_extra()) : NULL;
	int err = from && file_exists(from) ? links_mirror(from, to) : 0;

	free(from);
	return err;
}

/* Is @ko for @k? */
static int module_check(const struct kernel *k, const char *ko, const char *dir)
{
	size_t n = strlen(k->release);
	char *magic = NULL;
	int err = modules_vermagic(ko, &magic);

	if (!err && (strncmp(magic, k->release, n) || magic[n] != ' ')) {
		log_err("%s is built for '%s', not for %s: remove %s and try again", ko, magic,
			k->release, dir);
		err = -EIO;
	}
	free(magic);
	return err;
}

/* kbuild may succeed without making what we will load: look, and look whom it was made for. */
static int modules_check(const struct kernel *k, const char *dir, const char *const stems[])
{
	int err = 0;

	for (; *stems && !err; stems++) {
		char *ko = str_fmt("%s/pb_%s.ko", dir, *stems);

		if (!file_exists(ko)) {
			log_err("the build for %s made no %s: is there a kmod/%s.c? (%s/build.log)",
				k->release, ko, *stems, dir);
			err = -EIO;
		} else {
			err = module_check(k, ko, dir);
		}
		free(ko);
	}
	return err;
}

/* The same for a folder whose Kbuild alone knows what it makes. */
static int folder_check(const struct kernel *k, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int err = 0, n = 0;

	while (d && !err && (e = readdir(d))) {
		char *ko = str_fmt("%s/%s", dir, e->d_name);

		if (str_ends(e->d_name, ".ko")) {
			err = module_check(k, ko, dir);
			n++;
		}
		free(ko);
	}
	if (d)
		closedir(d);
	if (!err && !n) {
		log_err("the build for %s made no module in %s (%s/build.log)", k->release, dir, dir);
		err = -EIO;
	}
	return err;
}

int modules_build_folder(const struct kernel *k, const char *folder)
{
	char *made = str_fmt("%s/kmod/%s", root_build(), k->release), *abs = realpath(made, NULL);
	char *dir = str_fmt("%s/%s", abs ? abs : made, folder), *lock_path = str_fmt("%s/.lock", made);
	int lock = lock_take(lock_path, "building modules"), err = lock < 0 ? lock : kbuild_run(k, dir, NULL);

	if (!err)
		err = folder_check(k, dir);
	if (lock >= 0)
		lock_release(lock);
	free(lock_path);
	free(dir);
	free(abs);
	free(made);
	return err;
}

int modules_try_folder(const struct kernel *k, const char *folder, const char *const words[])
{
	char *made = str_fmt("%s/kmod/%s", root_build(), k->release), *abs = realpath(made, NULL);
	char *dir = str_fmt("%s/%s", abs ? abs : made, folder), *lock_path = str_fmt("%s/.lock", made);
	int lock = lock_take(lock_path, "building modules");
	int err = lock < 0 ? lock : kbuild_run(k, dir, words);

	if (lock >= 0)
		lock_release(lock);
	free(lock_path);
	free(dir);
	free(abs);
	free(made);
	return err;
}

int modules_build(const struct kernel *k, const char *const stems[], char **dir)
{
	char *made = NULL, *sources = NULL, *lock_path = NULL, *abs = NULL;
	int lock = -1, err;

	*dir = NULL;
	if (!root_project() || !root_build()) {
		log_err("cannot build modules for %s: this binary is not inside a checkout (a folder "
			"with kmod/Kbuild)",
			k->release);
		return -ENOENT;
	}
	sources = str_fmt("%s/kmod", root_project());
	made = str_fmt("%s/kmod/%s", root_build(), k->release);
	err = tools_check(k);
	if (!err)
		err = dir_make(made);
	if (err)
		goto out;
	abs = realpath(made, NULL);
	if (!abs) {
		err = -errno;
		log_err("cannot use the folder %s: %s", made, strerror(-err));
		goto out;
	}
	err = path_check(abs);
	if (!err)
		err = path_check(k->headers);
	if (!err)
		err = path_check(root_project());
	if (!err && root_extra())
		err = path_check(root_extra());
	if (err)
		goto out;
	lock_path = str_fmt("%s/.lock", abs);
	lock = lock_take(lock_path, "building modules");
	err = lock < 0 ? lock : links_mirror(sources, abs);
	if (!err)
		err = extra_mirror(abs);
	if (!err)
		err = kbuild_run(k, abs, NULL);
	if (!err)
		err = modules_check(k, abs, stems);
	if (lock >= 0)
		lock_release(lock);
out:
	if (!err) {
		*dir = abs;
		abs = NULL;
	}
	free(abs);
	free(lock_path);
	free(made);
	free(sources);
	return err;
}
