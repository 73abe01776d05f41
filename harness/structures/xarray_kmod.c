// SPDX-License-Identifier: GPL-2.0-only
/*
 * xarray_kmod - descriptor.
 */
#include "structure.h"

const struct structure structure_xarray_kmod = {
	.name = "xarray",
	.arm = "kmod",
	.kind = ST_TABLE,
	.summary = "tree of arrays by number (idr, too, is made of it); allocates its inner nodes",
	.other = "nothing by number but arrays",
	.ops = "iludw",
};
