/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heat - a map of workloads and hooks, a field for each, for every kernel.
 */
#ifndef PB_REPORT_HEAT_H
#define PB_REPORT_HEAT_H

#include "report/cost.h"
#include "report/outputs.h"

enum heat_kind {
	HEAT_EVENT, /* what an event costs on each side, and the ratio of those that are pairs */
	HEAT_SHARE, /* what the events of an operation add to it, as a share of its own cost */
	NR_HEATS
};

const char *heat_stem(enum heat_kind kind);
const char *heat_caption(enum heat_kind kind);

/*
 * Write plots/<heat_stem>-<label of @k>.{dat,gp}. The name without extension, caller frees; NULL where
 * there are fewer than two workloads to compare, or after a logged error.
 */
char *heat_script(const struct results *r, const struct result_kernel *k, enum heat_kind kind,
		  struct outputs *to);

#endif
