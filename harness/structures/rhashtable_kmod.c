// SPDX-License-Identifier: GPL-2.0-only
/*
 * rhashtable_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_rhashtable_kmod = {
	.name = "rhashtable",
	.arm = "kmod",
	.kind = ST_TABLE,
	.summary = "the kernel's growing hash table; it allocates memory, so process context only",
	.other = "hash, which does not grow",
	.ops = "iludw",
};
