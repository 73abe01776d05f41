// SPDX-License-Identifier: GPL-2.0-only
/*
 * recursion - calls itself without end.
 */
#include "fault.h"

static const struct fault_expect recursion_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "stack guard page",
	},
	{ .end = true },
};

static const struct fault_expect recursion_ebpf[] = {
	{
		.kernel = "6.1", .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.err = 22,
		.line = "back-edge from insn",
	},
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 7,
		.line = "frames is too deep",
	},
	{ .end = true },
};

const struct fault fault_recursion = {
	.name = "recursion",
	.id = "M15",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "calls itself without end",
	.side = {
		[SIDE_KMOD] = {
			.expect = recursion_kmod,
		},
		[SIDE_EBPF] = {
			.expect = recursion_ebpf,
		},
	},
};
