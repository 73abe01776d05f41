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
 *   continued, anew, stuck, dead      by the steps that were left; by taking all away and beginning with
 *                                     the new version; not at all; the machine is no longer to be used
 */
#ifndef PB_FAILURE_H
#define PB_FAILURE_H

#include "base.h"
#include "upgrade/program.h"
#include "upgrade/spoil.h"

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

#endif
