/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proc - run another program and wait for it, never through a shell.
 */
#ifndef PB_PROC_H
#define PB_PROC_H

#include <sys/types.h>

#include "base.h"

struct proc_opts {
	const char *cwd;	/* NULL: stay */
	const char *out_path;	/* file that receives stdout and stderr; NULL: see @out */
	char **out;		/* receives stdout, NUL-terminated, caller frees; NULL: discard */
	bool keep_stderr;	/* let stderr through to ours */
	const char *const *env; /* "NAME=value" added to the environment, NULL ends; may be NULL */
	/*
	 * Asked while it runs whether it is to end before its time, non-zero: then it and all that it started are
	 * told to by SIGTERM, so that they take away what they have half written, and killed if they do not. Not
	 * with @out. NULL: never.
	 */
	int (*stop)(void);
};

/*
 * Run argv[0] from PATH and wait. Returns its exit status (0..255), 128 + signal if it was killed,
 * or -errno if it could not be started (-ENOENT: no such program). Says nothing itself.
 */
int proc_run(const char *const argv[], const struct proc_opts *opts);

/* The executable @name as found in PATH; caller frees; NULL: there is none. */
char *proc_find(const char *name);

/* Is @name an executable found in PATH? */
bool proc_have(const char *name);

/*
 * In a forked child, before exec: die with the parent, default signal handlers, empty mask.
 * @parent is the pid taken before fork: closes the race of a parent that is already gone.
 */
void proc_child_setup(pid_t parent);

#endif
