// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_array_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_percpu_array_kmod = {
	.name = "percpu_array",
	.arm = "kmod",
	.kind = ST_ARRAY,
	.summary = "an allocated array for each CPU",
	.ops = "luw",
};
