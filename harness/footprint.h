/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * footprint - the memory that a collector occupies while it is attached, as the kernel accounts it.
 *
 * The two sides keep different books. A module has the sizes of its parts, of which only whole pages are
 * allocated, and per-CPU variables that exist once for every possible CPU; programs and maps have the
 * memory charged for them. What both have in common is the kernel's list of virtual areas.
 */
#ifndef PB_FOOTPRINT_H
#define PB_FOOTPRINT_H

#include <jansson.h>

#include "kobjects.h"

/* Before a collector exists. */
struct footprint {
	struct kobjects objects;
	u64 vmalloc_bytes;
	unsigned int fds;
};

void footprint_begin(struct footprint *f);

/*
 * What there is more of now, as a flat object of numbers in bytes or pieces: modules, module_bytes, percpu_bytes,
 * progs, prog_bytes, jited_bytes, xlated_bytes, verified_insns, maps, map_bytes, btf_bytes, links, kprobes,
 * vmalloc_bytes, fds. Numbers that are 0 are left out. Releases @f.
 */
json_t *footprint_end(struct footprint *f);

/*
 * Sizes of the sections of a module's file that stay in memory and are per-CPU: bytes for one CPU.
 * 0 or -errno (quiet).
 */
int footprint_percpu(const char *ko, u64 *bytes);

#endif
