// SPDX-License-Identifier: GPL-2.0-only
/*
 * llist_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_llist_kmod = {
	.name = "llist",
	.arm = "kmod",
	.kind = ST_QUEUE,
	.summary = "list that anybody adds to without a lock and one takes from; last in, first out",
	.other = "nothing without a lock",
	.ops = "idw",
	.last_first = true,
};
