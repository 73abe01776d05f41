// SPDX-License-Identifier: GPL-2.0-only
/*
 * bundle - the verb that packs a result folder for an archive: one file, for people and programs.
 *
 * It holds the folder as it is, its cells as CSV with their schema in datapackage.json, how to cite it,
 * and the sums of everything. Equal folders give equal bundles, byte by byte: no times, no owners, one
 * order, one thread.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "args.h"
#include "bundle.h"
#include "files.h"
#include "proc.h"
#include "sums.h"
#include "verbs.h"

#define BUNDLE_ZSTD "zstd -12 --threads=1" /* 19 takes 25 times as long for a tenth less */

static const struct arg_def bundle_defs[] = {
	{ "output", 'o', ARG_TEXT, "FILE", "the bundle (build/bundles/<name>.tar.zst)",
	  offsetof(struct bundle_opts, out), 0, 0 },
	{ "author", 0, ARG_LIST, "NAME", "who made the run, for the citation; may be repeated",
	  offsetof(struct bundle_opts, authors), 0, 0 },
	{ "title", 0, ARG_TEXT, "TEXT", "title of the data set (from its experiments)",
	  offsetof(struct bundle_opts, title), 0, 0 },
	{ .name = NULL },
};

/* What of a result folder goes into a bundle; editors' and killed runs' leavings do not. */
static const char *const bundle_parts[] = { "manifest.json", "cells.jsonl", "matrix.tsv", "env",   "console",
					    "report.md",     "report.html", "tables",	  "plots", NULL };

static int bundle_tool(const char *const argv[], const char *cwd, const char *package)
{
	int code = proc_run(argv, &(struct proc_opts){ .cwd = cwd, .keep_stderr = true });

	if (!code)
		return 0;
	log_err("bundle: %s failed (%d)%s%s", argv[0], code, code == -ENOENT ? "; install " : "",
		code == -ENOENT ? package : "");
	return code == -ENOENT ? -ENOPKG : -EIO;
}

static int bundle_copy(const char *dir, const char *stage)
{
	int err = 0;

	for (const char *const *part = bundle_parts; *part && !err; part++) {
		char *from = str_fmt("%s/%s", dir, *part);
		const char *const argv[] = { "cp", "-rL", "--", from, stage, NULL };

		if (file_exists(from))
			err = bundle_tool(argv, NULL, "coreutils");
		free(from);
	}
	return err;
}

/* "name" of "results/name", also where that is "." */
static char *bundle_name(const char *dir)
{
	char *real = realpath(dir, NULL), *name = str_dup(real ? strrchr(real, '/') + 1 : "bundle");

	free(real);
	return name;
}

/* No "-rw-r--r-- user 2026-01-01" may tell two bundles apart. */
static int bundle_pack(const char *parent, const char *name, const char *out)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *mtime = str_fmt("--mtime=@%s", epoch ? epoch : "0"), *tmp = str_fmt("%s.tmp.%d", out, (int)getpid());
	const char *const argv[] = { "tar",	      "--create",	 "--file",	tmp,
				     "--sort=name",   "--format=ustar",	 mtime,		"--owner=0",
				     "--group=0",     "--numeric-owner", "--mode=u=rwX,go=rX",
				     "--use-compress-program=" BUNDLE_ZSTD, "--directory", parent, "--", name, NULL };
	int err = proc_have("zstd") ? 0 : -ENOPKG;

	if (err)
		log_err("bundle: there is no zstd; install the package zstd");
	else
		err = bundle_tool(argv, NULL, "tar");
	if (!err && rename(tmp, out)) {
		err = -errno;
		log_err("bundle: cannot name %s: %s", out, strerror(-err));
	}
	unlink(tmp);
	free(mtime);
	free(tmp);
	return err;
}

static int bundle_make(const struct bundle_opts *o, const char *dir, const char *name, const char *out)
{
	char *parent = str_fmt("%s/tmp/bundle-%d", root_build(), (int)getpid());
	char *stage = str_fmt("%s/%s", parent, name);
	int err = file_output(out);

	err = err ? err : dir_make(stage);
	err = err ? err : bundle_copy(dir, stage);
	err = err ? err : bundle_describe(o, dir, stage, name);
	err = err ? err : bundle_pack(parent, name, out);
	dir_remove(parent);
	free(stage);
	free(parent);
	return err;
}

/* Only a finished run that is what it was when it ended may be cited. */
static int bundle_check(const char *dir)
{
	char *path = str_fmt("%s/manifest.json", dir);
	json_error_t bad;
	json_t *manifest = json_load_file(path, 0, &bad);
	int code = 0;

	if (!manifest) {
		log_err("bundle: %s: %s; name a folder that `probebench run` wrote", path, bad.text);
		code = PB_EXIT_ENV;
	} else if (!json_is_true(json_object_get(manifest, "complete"))) {
		log_err("bundle: the run in %s is not complete; finish it with `probebench run --resume %s`",
			dir, dir);
		code = PB_EXIT_USAGE;
	} else {
		int err = sums_check("bundle", dir, manifest);

		code = err == -EBADMSG ? PB_EXIT_FAIL : err ? PB_EXIT_ENV : 0;
	}
	json_decref(manifest);
	free(path);
	return code;
}

static int bundle_main(int argc, char **argv)
{
	struct bundle_opts opts = { 0 };
	struct arg_list dirs = { .n = 0 };
	char *name = NULL, *out = NULL;
	int code = args_parse(&verb_bundle, argc, argv, &opts, &dirs);

	if (code)
		return code - 1;
	if (dirs.n != 1) {
		log_err("bundle: name one result folder");
		return PB_EXIT_USAGE;
	}
	code = bundle_check(dirs.v[0]);
	if (code)
		return code;
	name = bundle_name(dirs.v[0]);
	out = opts.out ? str_dup(opts.out) : str_fmt("%s/bundles/%s.tar.zst", root_build(), name);
	code = bundle_make(&opts, dirs.v[0], name, out) ? PB_EXIT_ENV : 0;
	if (!code)
		printf("%s\n", out);
	free(out);
	free(name);
	return code;
}

static const char *const bundle_examples[] = {
	"probebench bundle results/reference",
	"build/bundles/reference.tar.zst",
	"probebench bundle results/metal --author 'A. Person' --title 'Probes on metal' -o metal.tar.zst",
	"with what a citation needs",
	NULL,
};

const struct verb verb_bundle = {
	.name = "bundle",
	.args = "DIR",
	.summary = "Pack a result folder reproducibly, with its cells as CSV, their schema, and how to cite it.",
	.defs = bundle_defs,
	.examples = bundle_examples,
	.main = bundle_main,
};
