// SPDX-License-Identifier: GPL-2.0-only
/*
 * hlist_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_hlist_kmod = {
	.name = "hlist",
	.arm = "kmod",
	.kind = ST_TABLE,
	.summary = "buckets with a lock each, preallocated elements; looking up takes no lock",
	.other = "hash, which is this inside",
	.ops = "iludw",
};
