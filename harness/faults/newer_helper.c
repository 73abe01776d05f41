// SPDX-License-Identifier: GPL-2.0-only
/*
 * newer_helper - calls a function that only a later kernel has.
 */
#include "fault.h"

static const struct fault_expect newer_helper_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true,
		.line = "function_of_a_later_kernel",
	},
	{ .end = true },
};

static const struct fault_expect newer_helper_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "invalid func unknown#500",
	},
	{ .end = true },
};

const struct fault fault_newer_helper = {
	.name = "newer_helper",
	.id = "A08",
	.cls = FAULT_ABI,
	.mistake = "calls a function that only a later kernel has",
	.side = {
		[SIDE_KMOD] = {
			.expect = newer_helper_kmod,
		},
		[SIDE_EBPF] = {
			.expect = newer_helper_ebpf,
		},
	},
};
