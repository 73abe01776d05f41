// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer_left_armed - leaves a timer armed when it goes away.
 */
#include "fault.h"

static const struct fault_expect timer_left_armed_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_PANIC },
		.line = "Fatal exception in interrupt",
		.why = "the timer goes off in an interrupt, and its function is gone",
	},
	{ .end = true },
};

static const struct fault_expect timer_left_armed_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true },
	{ .end = true },
};

const struct fault fault_timer_left_armed = {
	.name = "timer_left_armed",
	.id = "U03",
	.cls = FAULT_LIFECYCLE,
	.core = true,
	.mistake = "leaves a timer armed when it goes away",
	.side = {
		[SIDE_KMOD] = {
			.expect = timer_left_armed_kmod,
		},
		[SIDE_EBPF] = {
			.expect = timer_left_armed_ebpf,
		},
	},
};
