/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layers - which part of an event's way a function belongs to: a table, and sums by it.
 */
#ifndef PB_LAYERS_H
#define PB_LAYERS_H

#include "anatomy/trace.h"

enum layer {
	LAYER_ENTRY,
	LAYER_HOOK,
	LAYER_GLUE,
	LAYER_BODY,
	LAYER_HELPERS,
	LAYER_WORKLOAD,
	LAYER_RETURN,
	LAYER_UNCLASSIFIED, /* what the table does not know: always shown, so that nobody is fooled */
	NR_LAYERS,
	LAYER_CALLER /* only in the table: whatever the function's caller belongs to */
};

struct layer_info {
	const char *name;   /* one word; layer_<name>_insn is its metric */
	const char *title;
	const char *summary;
};
extern const struct layer_info layer_infos[NR_LAYERS];

/* The first row whose pattern fits a function's name, as struct symbol has it, decides. */
struct layer_rule {
	const char *glob;
	enum layer layer;
	/* Of the functions called inside it that no row names; LAYER_UNCLASSIFIED if nothing is known. */
	enum layer below;
};
extern const struct layer_rule layer_rules[]; /* a NULL glob ends it */

/* The row for @function, or NULL. */
const struct layer_rule *layer_rule(const char *function);

/* The layer of each of @t's @n activations; the caller frees. */
enum layer *layers_assign(const struct trace *t, const struct activation *a, size_t n);

/* Instructions by layer: they add up to trace_insns(). */
void layers_sum(const struct trace *t, u64 sums[NR_LAYERS]);

#endif
