// SPDX-License-Identifier: GPL-2.0-only
/*
 * rbtree_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_rbtree_kmod = {
	.name = "rbtree",
	.arm = "kmod",
	.kind = ST_TABLE,
	.summary = "balanced tree in the order of keys, one lock, for looking up too",
	.other = "rbtrees by kfunc since 6.4, which no program can search before 6.16",
	.ops = "iludw",
};
