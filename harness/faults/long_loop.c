// SPDX-License-Identifier: GPL-2.0-only
/*
 * long_loop - loops ten million times, and then ends.
 */
#include "fault.h"

static const struct fault_expect long_loop_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect long_loop_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 7,
		.line = "BPF program is too large. Processed 1000001 insn",
	},
	{ .end = true },
};

const struct fault fault_long_loop = {
	.name = "long_loop",
	.id = "L03",
	.cls = FAULT_TERMINATION,
	.mistake = "loops ten million times, and then ends",
	.limit_s = 120,
	.side = {
		[SIDE_KMOD] = {
			.expect = long_loop_kmod,
		},
		[SIDE_EBPF] = {
			.expect = long_loop_ebpf,
		},
	},
};
