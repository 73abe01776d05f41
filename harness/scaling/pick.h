/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pick - functions of the running kernel to attach to: the same for every mechanism, drawn by seed.
 *
 * Only functions that every mechanism can attach to, that are none of those without which neither the kernel
 * nor the harness goes on (pick_denied()), and that nothing hits while the workload runs: the
 * kernel's own function tracer says which ones are hit.
 */
#ifndef PB_SCALING_PICK_H
#define PB_SCALING_PICK_H

#include "base.h"

struct workload;
struct worker;

struct pick_function {
	char *name;
	u64 address;
	u32 btf_id; /* of the function in the kernel's type information */
};

struct pick {
	struct pick_function *v; /* in the order of the draw */
	size_t n;
	struct pick_function own; /* the workload's function, which is not among v */
	/* Where the others went. */
	unsigned int traceable; /* names in available_filter_functions */
	unsigned int denied;
	unsigned int unfit; /* ambiguous, a part of a function, unknown to BTF, blacklisted, too many arguments */
	unsigned int hit;   /* of those that were drawn */
};

/*
 * At least @n functions, drawn by @seed, and that of @w, which @worker must have set up. The draw is made once
 * a process: a later call with other arguments gets the first one's. 0, or -errno with *why set (caller
 * frees).
 */
int pick_functions(u64 seed, size_t n, const struct workload *w, struct worker *worker,
		   const struct pick **pick, char **why);

/* Why nothing is attached to function @name, or NULL: it may be. */
const char *pick_denied(const char *name);

/* The first @n of @p in ascending order of address; with @own the workload's in place of the last. */
struct pick_function *pick_first(const struct pick *p, size_t n, bool own);

/*
 * The pieces that read the kernel's files, for tests. @text is changed: names are cut out of it. A line of
 * available_filter_functions is known by its number, from 1.
 */
struct pick_line {
	const char *name;
	u32 line;
	u64 address; /* 0: not found in kallsyms, or not the only one of its name or address */
	u32 btf_id;
	bool twice;
};
/* All lines that name a function of the kernel's own, sorted by name; caller frees. */
size_t pick_lines(char *text, struct pick_line **lines);
struct pick_line *pick_find(struct pick_line *lines, size_t n, const char *name);
/* Addresses from kallsyms: of those that are the only symbol of their name and of their address. */
void pick_addresses(struct pick_line *lines, size_t n, const char *kallsyms);
/* The functions named in a trace of the function tracer lose their address; how many were there. */
unsigned int pick_hits(struct pick_line *lines, size_t n, const char *trace);

#endif
