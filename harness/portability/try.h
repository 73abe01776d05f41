/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * try - in the guest: load an artefact, attach it, make events, compare what it reports with what happened.
 */
#ifndef PB_PORTABILITY_TRY_H
#define PB_PORTABILITY_TRY_H

#include "cell.h"
#include "portability/artefact.h"
#include "portability/explain.h"

#define TRY_OPS	     503
#define TRY_WORKLOAD "getppid"

/* A file of this ending in the place of an object: what was said instead of building it. */
#define TRY_SAID ".said"

struct trial {
	enum fit fit;
	const char *stage; /* "build", "load", "attach" or "count": where it ended */
	char *line;	   /* what decided; caller frees */
	u64 expected, seen;
};

/* Where the modules and offsets of other kernels lie in the archive; caller frees. */
char *try_folder(const char *release);

/* Where the number of lines of a specimen's repair lies; caller frees. */
char *try_repair(const struct specimen *s);

/* @run->cell needs kernel and backend only. Never fails: what cannot be explained is FIT_UNEXPLAINED. */
void try_artefact(struct cell_run *run, const struct artefact *a, struct trial *t);

#endif
