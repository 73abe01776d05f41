// SPDX-License-Identifier: GPL-2.0-only
/*
 * fifo_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_fifo_kmod = {
	.name = "fifo",
	.arm = "kmod",
	.kind = ST_QUEUE,
	.summary = "linked list, one lock; first in, first out",
	.ops = "idw",
};
