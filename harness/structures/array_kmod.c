// SPDX-License-Identifier: GPL-2.0-only
/*
 * array_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_array_kmod = {
	.name = "array",
	.arm = "kmod",
	.kind = ST_ARRAY,
	.summary = "allocated array, its index checked",
	.ops = "luw",
};
