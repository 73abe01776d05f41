// SPDX-License-Identifier: GPL-2.0-only
/*
 * list_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_list_kmod = {
	.name = "list",
	.arm = "kmod",
	.kind = ST_TABLE,
	.summary = "a list searched from its beginning: only for a handful of elements",
	.other = "lists by kfunc since 6.3, which no program can search",
	.ops = "iludw",
	.most = 1024, /* it takes as many steps as there are elements */
};
