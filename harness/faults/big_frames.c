// SPDX-License-Identifier: GPL-2.0-only
/*
 * big_frames - uses a little stack in each of many nested calls, together more than there is.
 */
#include "fault.h"

static const struct fault_expect big_frames_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "stack guard page",
	},
	{ .end = true },
};

static const struct fault_expect big_frames_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "combined stack size of",
	},
	{ .end = true },
};

const struct fault fault_big_frames = {
	.name = "big_frames",
	.id = "M16",
	.cls = FAULT_MEMORY,
	.mistake = "uses a little stack in each of many nested calls, together more than there is",
	.side = {
		[SIDE_KMOD] = {
			.expect = big_frames_kmod,
		},
		[SIDE_EBPF] = {
			.expect = big_frames_ebpf,
		},
	},
};
