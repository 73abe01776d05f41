// SPDX-License-Identifier: GPL-2.0-only
/*
 * kfifo_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_kfifo_kmod = {
	.name = "kfifo",
	.arm = "kmod",
	.kind = ST_QUEUE,
	.summary = "ring of values, one lock; first in, first out",
	.other = "queue",
	.ops = "id",
};
