/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * failure - a way in which an upgrade can go wrong, and what is expected of it: a file of harness/failures/
 * each.
 *
 * A verdict is three words: who records events once it has gone wrong, what is left behind, and whether the
 * upgrade can be finished afterwards, without a reboot:
 *
 *   old, new, both, none, part        "part": some events, or not every one once
 *   clean, left                       kernel objects that belong to no version that records events
 *   unseen unseen                     instead of both: the machine died before anybody could look
 *   continued, anew, stuck, dead      by the steps that were left; by taking all away and beginning with
 *                                     the new version; not at all; the machine is no longer to be used
 */
#ifndef PB_FAILURE_H
#define PB_FAILURE_H

#include "base.h"
#include "upgrade/program.h"
#include "upgrade/spoil.h"
#include "vm/console.h"

struct failure_expect {
	const char *strategy; /* a glob; NULL ends the list */
	const char *kernel;   /* a glob of releases; NULL: any */
	const char *verdict;  /* "old clean continued"; several by "|" */
};

/* How it is done to one side. */
struct failure_side {
	const char *how; /* one line; NULL: this side cannot fail so ... */
	const char *why; /* ... because */
	/* Kmod: which version's file is replaced: by itself, spoilt, or by another module. */
	bool old; /* the mistake is in v1, the version that is to be replaced */
	enum spoil spoil;
	const char *symbol; /* of SPOIL_SYMBOL */
	const char *module; /* stem of the module that takes its place; behind a stub "<stem>_behind" */
	/* Ebpf: the object that takes v2's place. */
	program_elf elf;
	const char *function; /* the hook that v2 looks for, if not the right one */
	const char *release;  /* parameter of v1 that ends the reason of the failure */
	/* What is said of it: a step that is refused for another reason is another failure. */
	int err;	       /* errno of the step that is refused; 0: none is refused */
	const char *text;      /* in what was said of it, in the kernel's or the loader's words; several by "|" */
	enum splat_kind splat; /* what the kernel reports of it; SPLAT_NONE: it has nothing to complain of */
	const struct failure_expect *expect; /* the first that fits holds; strategies without are not tried */
};

struct failure {
	const char *name;
	const char *summary;
	struct failure_side kmod, ebpf;
	bool kill; /* the upgrader is killed after every system call, instead of anything being spoilt */
};

/* The generated table; ends with NULL. */
extern const struct failure *const failures[];

const struct failure *failure_find(const char *name);
/* NULL: this arm cannot fail so. */
const struct failure_side *failure_side(const struct failure *f, const char *arm);
/* What is expected; NULL: it is not tried with this strategy. */
const char *failure_expected(const struct failure *f, const char *arm, const char *strategy, const char *kernel);
/* Is @verdict one of those in @expected? */
bool failure_fits(const char *expected, const char *verdict);

/*
 * Did the steps end for the reason that is expected of @side? @outcome, @err (name of the errno, NULL: none) and
 * @evidence as the note of stage "steps" has them. NULL: yes; or a sentence that says what is missing, caller frees.
 */
char *failure_refusal(const struct failure_side *side, const char *outcome, const char *err, const char *evidence);

/*
 * The worst that the kernel said in @log, but for what a busy host does to a guest: its one CPU does not run for some
 * time, and then the watch on RCU and the one on soft lockups complain. NULL: nothing.
 */
const struct splat *failure_splat(const struct splat_list *log);

/* Is @kind of such a splat (SPLAT_NONE: there was none) what is expected of @side? A machine may panic of its death. */
bool failure_splat_fits(const struct failure_side *side, enum splat_kind kind, const char *verdict);

#endif
