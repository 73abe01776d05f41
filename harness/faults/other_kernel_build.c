// SPDX-License-Identifier: GPL-2.0-only
/*
 * other_kernel_build - is loaded into another kernel than it was built for.
 */
#include "fault.h"

static const struct fault_expect other_kernel_build_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 8 },
	{ .end = true },
};

static const struct fault_expect other_kernel_build_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "one object for both kernels: what differs is relocated when it is loaded",
	},
	{ .end = true },
};

const struct fault fault_other_kernel_build = {
	.name = "other_kernel_build",
	.id = "A01",
	.cls = FAULT_ABI,
	.core = true,
	.mistake = "is loaded into another kernel than it was built for",
	.action = ACT_OTHER_KERNEL,
	.side = {
		[SIDE_KMOD] = {
			.expect = other_kernel_build_kmod,
		},
		[SIDE_EBPF] = {
			.expect = other_kernel_build_ebpf,
		},
	},
};
