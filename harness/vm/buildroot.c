// SPDX-License-Identifier: GPL-2.0-only
/*
 * buildroot - the compiler of another suite, in a root folder that mmdebstrap makes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "files.h"
#include "proc.h"
#include "vm/apt.h"
#include "vm/buildroot.h"

enum { ROOT_MB = 700 }; /* the root, and its packages while they are unpacked */

bool buildroot_fits_host(const struct kernel *k, const char *cc)
{
	/* Every kbuild has it; without arguments it prints its usage, if the loader lets it. */
	char *fixdep = str_fmt("%s/scripts/basic/fixdep", k->headers), *log = NULL;
	const char *const argv[] = { fixdep, NULL };
	bool fits;

	if (!k->suite || !file_exists(fixdep)) {
		free(fixdep);
		return true; /* not our business: kbuild says what it lacks */
	}
	log = str_fmt("%s/fixdep-%d.log", root_cache(), (int)getpid());
	fits = proc_have(cc) && proc_run(argv, &(struct proc_opts){ .out_path = log }) >= 0;
	if (fits) {
		char *said = NULL;

		file_read(log, &said, NULL);
		fits = !said || !strstr(said, "GLIBC");
		free(said);
	}
	unlink(log);
	free(log);
	free(fixdep);
	return fits;
}

/* Backports and experimental are no systems: they stand on another suite, whose compiler they use. */
const char *buildroot_suite(const struct kernel *k)
{
	static char base[64];
	size_t n = strlen(k->suite) - strlen("-backports");

	if (!strcmp(k->suite, "experimental"))
		return "unstable";
	if (!str_ends(k->suite, "-backports"))
		return k->suite;
	snprintf(base, sizeof(base), "%.*s", (int)n, k->suite);
	for (const char *const *suite = apt_suites; *suite; suite++)
		if (!strcmp(*suite, base))
			return *suite;
	return k->suite;
}

char *buildroot_there(const struct kernel *k, const char *cc)
{
	char *dir = k->suite ? str_fmt("%s/roots/%s-%s", root_cache(), buildroot_suite(k), cc) : NULL;

	if (dir && (buildroot_fits_host(k, cc) || !file_exists(dir))) {
		free(dir);
		return NULL;
	}
	return dir;
}

/* mmdebstrap starts from apt's defaults: whether this host minds old archives, it must be told. */
static const char *root_validity(void)
{
	const char *const argv[] = { "apt-config", "dump", "Acquire::Check-Valid-Until", NULL };
	char *out = NULL;
	bool lax = !proc_run(argv, &(struct proc_opts){ .out = &out }) && out &&
		   (strstr(out, "\"false\"") || strstr(out, "\"0\"") || strstr(out, "\"no\""));

	free(out);
	return lax ? "--aptopt=Acquire::Check-Valid-Until \"false\"" :
		     "--aptopt=Acquire::Check-Valid-Until \"true\"";
}

static int root_make(const char *suite, const char *cc, const char *dir)
{
	char *partial = str_fmt("%s.%d.tmp", dir, (int)getpid()), *log = str_fmt("%s.log", dir);
	char *include = str_fmt("--include=make,dwarves,%s", cc), *sources, *parent, *why;
	const char *argv[] = { "mmdebstrap", "--variant=essential", "--architectures=amd64", include,
			       "--aptopt=APT::Install-Recommends \"false\"",
			       "--aptopt=Acquire::Languages \"none\"", root_validity(), suite, partial,
			       NULL, NULL };
	int err;

	apt_use(suite);
	sources = apt_path("sources/debian.sources");
	parent = apt_path("sources");
	err = dir_make(parent);
	if (!err)
		err = apt_sources_write(sources);
	apt_use(NULL);
	free(parent);
	argv[ARRAY_SIZE(argv) - 2] = sources;
	log_info("making a root of %s with %s, to build modules in", suite, cc);
	if (!err)
		err = proc_run(argv, &(struct proc_opts){ .out_path = log });
	if (err) {
		err = apt_failure(err, log, &why);
		log_err("cannot make %s: %s (all of it: %s)", dir, why, log);
		free(why);
	} else if (rename(partial, dir)) {
		err = -errno;
		log_err("cannot rename %s to %s: %s", partial, dir, strerror(-err));
	} else {
		unlink(log);
	}
	if (err)
		dir_remove(partial);
	free(sources);
	free(include);
	free(log);
	free(partial);
	return err;
}

static int root_get(const struct kernel *k, const char *cc, char **dir)
{
	char *roots = str_fmt("%s/roots", root_cache()), *make;
	int err = 0;

	*dir = NULL;
	if (!k->suite || !proc_have("mmdebstrap")) {
		log_err("cannot build modules for %s: its headers want %s, which does not run here; %s",
			k->release, cc,
			k->suite ? "install mmdebstrap, so that a root of its suite can be made" :
				   "build them where it does");
		free(roots);
		return -ENOENT;
	}
	*dir = str_fmt("%s/%s-%s", roots, buildroot_suite(k), cc);
	make = str_fmt("%s/usr/bin/make", *dir);
	if (!file_exists(make)) {
		err = dir_make(roots);
		if (!err)
			err = apt_space(roots, ROOT_MB);
		if (!err)
			err = root_make(buildroot_suite(k), cc, *dir);
	}
	if (err) {
		err = err > 0 ? -EIO : err;
		free(*dir);
		*dir = NULL;
	}
	free(make);
	free(roots);
	return err;
}

/* The folder that all of @k was unpacked into; of a kernel that the user brought, its headers. */
static char *kernel_folder(const struct kernel *k)
{
	char *src = strstr(k->headers, "/usr/src/");

	return src && str_starts(k->headers, root_cache()) ?
		       str_fmt("%.*s", (int)(src - k->headers), k->headers) : str_dup(k->headers);
}

int buildroot_run(const struct kernel *k, const char *cc, const char *const argv[],
		  const char *const dirs[], const struct proc_opts *opts)
{
	const char *words[64] = { NULL };
	char *script = NULL, *root = NULL, *folder = NULL;
	size_t n = 0;
	int err = 0;

	if (!buildroot_fits_host(k, cc)) {
		err = root_get(k, cc, &root);
		script = str_fmt("%s/scripts/in-root", root_project());
		folder = kernel_folder(k);
		words[n++] = script;
		words[n++] = root;
		words[n++] = folder;
		for (; *dirs && n < ARRAY_SIZE(words) / 2; dirs++)
			words[n++] = *dirs;
		words[n++] = "--";
	}
	for (; *argv && n < ARRAY_SIZE(words) - 1; argv++)
		words[n++] = *argv;
	if (!err)
		err = proc_run(words, opts);
	free(folder);
	free(script);
	free(root);
	return err;
}
