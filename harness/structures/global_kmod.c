// SPDX-License-Identifier: GPL-2.0-only
/*
 * global_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_global_kmod = {
	.name = "global",
	.arm = "kmod",
	.kind = ST_ARRAY,
	.summary = "a variable: its address is a constant of the code",
	.ops = "luw",
};
