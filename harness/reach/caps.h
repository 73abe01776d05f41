/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * caps - which capabilities a task needs to load a collector, attach it and read what it saw.
 *
 * Every attempt is a process of its own that is not root and has the capabilities that it is given, no
 * others. Only ever in a guest: modules are loaded and unloaded.
 */
#ifndef PB_REACH_CAPS_H
#define PB_REACH_CAPS_H

#include <jansson.h>

#include "cell.h"

#define CAPS_MAX 64

/* "sys_admin"; NULL: none of this number is known. */
const char *cap_name(int cap);

/* All capabilities that the running kernel knows, as a mask. */
u64 caps_all(void);

/* Does it work with exactly these? *why, which the caller frees, is what was refused, or NULL. */
typedef bool (*caps_try)(void *ctx, u64 caps, char **why);

/*
 * A smallest set: take from @have, which works, what @order (@n capabilities, first to go first) allows to
 * be taken. What a set lacks, no smaller one can do, so halves are tried before single ones. Returns the set,
 * in which every one is needed; *attempts grows by how often @work was called.
 */
u64 caps_least(caps_try work, void *ctx, u64 have, const int *order, int n, unsigned int *attempts);

/*
 * What @run->cell, which needs workload, hook, collector, backend and mech, asks for: {"mech", "works",
 * "evidence", "sets": [["bpf", "perfmon"], ...], "refusals": [{"without", "of": "all" or a set, "evidence"}],
 * "attempts"}. Sets and refusals only where it works with all capabilities.
 */
json_t *caps_privileges(struct cell_run *run);

/* The same as root, with every capability, and nothing taken away: {"mech", "works", "evidence"}. */
json_t *caps_as_root(struct cell_run *run);

#endif
