// SPDX-License-Identifier: GPL-2.0-only
/*
 * extra - building a folder of the user's own into a program, and becoming that program.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "extra.h"
#include "files.h"
#include "proc.h"
#include "sums.h"

/* What a folder may hold, as `scripts/new collector NAME DIR` lays it out. */
static const char *const extra_dirs[] = {
	"harness/collectors", "kmod", "ebpf", "include/probebench", "workloads", "objects", NULL
};

static char *extra_real(const char *dir)
{
	char path[PATH_MAX];

	return realpath(dir, path) ? str_dup(path) : NULL;
}

static bool extra_has(const char *dir, const char *sub)
{
	char *path = str_fmt("%s/%s", dir, sub);
	bool there = file_exists(path);

	free(path);
	return there;
}

/* Is there anything that could be built or loaded? */
static int extra_check(const char *given, const char *dir)
{
	if (!dir) {
		log_err("run: --extra %s: %s", given,
			!strcmp(given, "$EXTRA")
				? "the earlier run does not record where that folder is: name it again with --extra"
				: strerror(errno));
		return PB_EXIT_USAGE;
	}
	if (!root_project()) {
		log_err("run: --extra %s: this program is not inside a checkout, so nothing can be built",
			given);
		return PB_EXIT_ENV;
	}
	if (extra_has(dir, "harness/collectors") || extra_has(dir, "workloads") ||
	    extra_has(dir, "objects"))
		return 0;
	log_err("run: --extra %s: there is no harness/collectors/, workloads/ or objects/ in it; "
		"`scripts/new collector NAME DIR` writes a collector's files",
		given);
	return PB_EXIT_USAGE;
}

/* Two sides that differ in more than they say are not compared. */
static int extra_parity(const char *dir)
{
	char *script = str_fmt("%s/scripts/check-parity", root_project());
	const char *const argv[] = { script, dir, NULL };
	int status = extra_has(dir, "harness/collectors")
			     ? proc_run(argv, &(struct proc_opts){ .keep_stderr = true })
			     : 0;

	if (status)
		log_err("run: the two sides of the collectors in %s are not one text in two dialects "
			"(scripts/check-parity says where); CONTRIBUTING.md has the rules",
			dir);
	free(script);
	return status ? PB_EXIT_ENV : 0;
}

static void extra_show(const char *log)
{
	char *text = NULL, *save = NULL;

	if (!file_read(log, &text, NULL))
		for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
			if (!str_starts(l, "  "))
				log_err("  %s", l);
	free(text);
}

/* Build, and say where the program is; caller frees; NULL after a logged error. */
static char *extra_build(const char *dir)
{
	char *extra = str_fmt("EXTRA=%s", dir), *log = str_fmt("%s/extra.log", root_build()),
	     *program = NULL;
	const char *const all[] = { "make", "-s", "-j2", extra, "all", NULL };
	const char *const where[] = { "make",	       "-s", "--no-print-directory", extra,
				      "extra-program", NULL };
	int err;

	unlink(log);
	log_info("building %s into a program of its own", dir);
	err = proc_run(all, &(struct proc_opts){ .cwd = root_project(), .out_path = log });
	if (err) {
		log_err("run: cannot build %s:", dir);
		extra_show(log);
	} else if (proc_run(where, &(struct proc_opts){ .cwd = root_project(), .out = &program }) ||
		   !program) {
		log_err("run: make does not say where the program of %s is", dir);
	} else {
		char *path =
			str_fmt("%s/%.*s", root_project(), (int)strcspn(program, "\n"), program);

		free(program);
		program = path;
		unlink(log);
	}
	free(log);
	free(extra);
	return program;
}

static int extra_become(const char *program, int argc, char **argv)
{
	char **v = mem_alloc((size_t)argc + 2, sizeof(*v));

	/* The verb's own argv starts with its name. */
	v[0] = (char *)program;
	memcpy(v + 1, argv, (size_t)argc * sizeof(*v));
	fflush(NULL);
	execv(program, v);
	log_err("run: cannot start %s: %m", program);
	free(v);
	return PB_EXIT_ENV;
}

int extra_enter(const char *given, int argc, char **argv)
{
	char *dir = extra_real(given), *program = NULL;
	int code = extra_check(given, dir);

	if (!code && root_extra() && !strcmp(root_extra(), dir))
		goto out;
	if (!code)
		code = extra_parity(dir);
	if (!code) {
		program = extra_build(dir);
		code = program ? extra_become(program, argc, argv) : PB_EXIT_ENV;
	}
out:
	free(program);
	free(dir);
	return code;
}

json_t *extra_sums(void)
{
	return root_extra() ? sums_of_dirs(root_extra(), extra_dirs) : NULL;
}
