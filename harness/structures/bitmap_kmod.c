// SPDX-License-Identifier: GPL-2.0-only
/*
 * bitmap_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_bitmap_kmod = {
	.name = "bitmap",
	.arm = "kmod",
	.kind = ST_SET,
	.summary = "a bit for each key: exact, for keys from a small range",
	.ops = "ildw",
};
