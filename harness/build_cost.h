/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * build_cost - what it takes to build one side of a collector on this machine: time, tools, and what comes out.
 */
#ifndef PB_BUILD_COST_H
#define PB_BUILD_COST_H

#include <jansson.h>

#include "base.h"
#include "vm/kernels.h"

struct collector;

/*
 * Build @c for the module side (@arm "kmod") or the eBPF side from nothing, several times, as a user would:
 * kbuild against the headers of @k, or this project's Makefile. A new object for record_build(): object_bytes,
 * loaded_bytes, toolchain_bytes, toolchain_packages, headers_bytes, and ns, an array of processor times. NULL
 * with *why, which the caller frees: a tool or the sources are missing, or the build failed.
 */
json_t *build_cost(const struct kernel *k, const struct collector *c, const char *arm, char **why);

/* The packages that a user would install to build a side, NULL ends; "a|b" is a or b. The caller frees each. */
#define BUILD_ROOTS 8
void build_roots(const struct kernel *k, bool module, char *roots[BUILD_ROOTS]);

/*
 * Size of an object file, and of those of its sections that a kernel keeps or reads (SHF_ALLOC; not debugging
 * information, not symbols). 0 or -errno (quiet).
 */
int build_object_bytes(const char *path, u64 *file, u64 *loaded);

#endif
