// SPDX-License-Identifier: GPL-2.0-only
/*
 * forced_load - is forced into another kernel, past the kernel's own checks.
 */
#include "fault.h"

static const struct fault_expect forced_load_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true },
	{ .end = true },
};

const struct fault fault_forced_load = {
	.name = "forced_load",
	.id = "A02",
	.cls = FAULT_ABI,
	.mistake = "is forced into another kernel, past the kernel's own checks",
	.action = ACT_OTHER_FORCED,
	.side = {
		[SIDE_KMOD] = {
			.expect = forced_load_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "there are no checks to get past: the object is made for "
				"the kernel when it is loaded",
		},
	},
};
