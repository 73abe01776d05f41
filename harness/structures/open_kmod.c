// SPDX-License-Identifier: GPL-2.0-only
/*
 * open_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_open_kmod = {
	.name = "open",
	.arm = "kmod",
	.kind = ST_TABLE,
	.summary = "open addressing in an array, no lock at all: the table of the collector hash",
	.ops = "iludw",
};
