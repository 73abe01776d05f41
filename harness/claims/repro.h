/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * repro - running a published folder's cells again, and saying claim by claim whether it holds.
 */
#ifndef PB_REPRO_H
#define PB_REPRO_H

#include "args.h"
#include "claims/claims.h"

struct repro_opts {
	const char *out, *results, *tables, *format;
	u64 jobs;
	bool kick, dry_run, published;
};

/*
 * repro_run.c: measure what the chosen claims need, as the folder's manifest says, into o->out or a new
 * folder, whose path becomes *dir (caller frees). 0; or the exit code of the run where nothing was
 * measured.
 */
int repro_run(const struct repro_opts *o, const struct results *published, const struct claims *c,
	      char **dir);
/* Choose claims for --kick-the-tires: in their order, as many as fit; the others say why they stay open. */
void repro_kick(struct claims *c);
#define REPRO_KICK_MINUTES 8.0 /* of measuring; the rest of ten is for kernels, modules and boots */
#define REPRO_KICK_SECONDS "540" /* then the run is interrupted; what was measured is judged */

/*
 * published.c: the figures of others, one file each in @published, beside what the cells of @r say, as
 * "text", "markdown" or "latex". An exit code: that theirs and ours differ is a finding, not a failure.
 */
int published_print(const char *published, const struct results *r, const char *format);

#endif
