/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace - one event as a sequence of functions: who ran, how deep in the calls, for how many
 * instructions. It is what a cell of `anatomy` records, and all that tables and pictures are made of.
 */
#ifndef PB_TRACE_H
#define PB_TRACE_H

#include <jansson.h>

#include "anatomy/steps.h"
#include "anatomy/symbols.h"

/* Consecutive instructions of one activation of a function. */
struct trace_span {
	u32 function; /* index into trace.functions */
	u32 depth;    /* calls on the way there, from 0 */
	u32 insns;
};

struct trace {
	char **functions; /* as struct symbol names them */
	size_t nr_functions;
	struct trace_span *spans;
	size_t nr_spans;
};

#define TRACE_UNKNOWN "[unknown]" /* a function that no symbol covers */

/* Build it from a log. */
void trace_build(struct trace *t, const struct steps *steps, const struct symbols *symbols);

/* {"functions": [...], "spans": [function, depth, instructions, function, ...]}; new reference. */
json_t *trace_json(const struct trace *t);
/* 0 or -EINVAL: it is no trace. */
int trace_parse(struct trace *t, const json_t *json);
void trace_free(struct trace *t);

u64 trace_insns(const struct trace *t);

/*
 * The same as activations: a function from its call to its return, with what it called inside it.
 * They come in the order in which they begin, so that a parent stands before its children.
 */
struct activation {
	u32 function, depth;
	int parent; /* index, -1: none */
	u64 from;   /* instructions executed before it began */
	u64 self;   /* its own */
	u64 total;  /* with those of everything it called */
};

/* Returns their number; *out is the caller's to free. */
size_t trace_activations(const struct trace *t, struct activation **out);

#endif
