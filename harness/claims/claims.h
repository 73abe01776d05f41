/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * claims - what a published folder says of its results, judged by cells.
 *
 * claims.json beside manifest.json (results/claims.schema.json defines it):
 *
 *   {"schema": 1, "accel": "icount", "cpu": "qemu64", "claims": [
 *     {"id": "kprobe-ratio", "sentence": "A kprobe of eBPF adds more than twice what a module's does.",
 *      "cells": {"kmod": "kernel=6.12/workload=getppid/hook=kprobe/collector=count/arm=kmod",
 *                "ebpf": "kernel=6.12/workload=getppid/hook=kprobe/collector=count/arm=ebpf"},
 *      "metric": "added_insn_per_event", "predicate": "ebpf > 2 * kmod", "minutes": 1, "disk_mb": 600}]}
 *
 * A name of "cells" is a glob that must fit exactly one cell. With "each", a list of keys of paths, the
 * predicate is judged for every combination of their values that any of the globs fits, and must hold
 * for all. In a predicate, a name is its cell's metric; name.other is another metric of the cell, and
 * name.events.seen any other member of its record.
 */
#ifndef PB_CLAIMS_H
#define PB_CLAIMS_H

#include "report/load.h"
#include "report/tables.h"

enum claim_verdict {
	CLAIM_HOLDS,
	CLAIM_FAILS,
	CLAIM_OPEN /* cannot be judged by these cells */
};

struct claim {
	const json_t *def;
	const char *id, *sentence;
	double minutes, disk_mb;
	bool chosen;
	enum claim_verdict verdict;
	char *why;	 /* figures, a counter-example, or why it cannot be judged */
	json_t *numbers; /* name -> figure or text, of the last combination judged */
};

struct claims {
	json_t *file;
	struct claim *list;
	size_t nr;
};

/*
 * Read DIR/claims.json. 0; -ENOENT: there is none; -EINVAL: it is damaged, or a predicate is none (both
 * logged).
 */
int claims_load(const char *dir, struct claims *c);
void claims_free(struct claims *c);

/* Judge the chosen claims by the cells of @r; the others stay open, with the reason that they have. */
void claims_judge(struct claims *c, const struct results *r);
const char *claim_verdict_text(enum claim_verdict v);

/*
 * claim_filters.c. The globs of a claim as `run --filter` takes them, which knows exact releases only:
 * appended to *list.
 */
void claim_filters(const struct claim *c, char ***list, size_t *nr);
/* Does any glob of it fit a kernel of @series? */
bool claim_wants_series(const struct claim *c, const char *series);

/* claims_tex.c: the table of an artefact appendix, and a macro for every figure; callers free. */
struct table *claims_table(const struct claims *c, const char *command);
char *claims_numbers(const struct claims *c);

#endif
