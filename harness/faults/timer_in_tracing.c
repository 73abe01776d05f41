// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer_in_tracing - starts a timer in a handler, and stops it in good order.
 */
#include "fault.h"

static const struct fault_expect timer_in_tracing_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect timer_in_tracing_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "tracing progs cannot use bpf_timer yet",
		.why = "no mistake: this is what the rule costs",
	},
	{ .end = true },
};

const struct fault fault_timer_in_tracing = {
	.name = "timer_in_tracing",
	.id = "X08",
	.cls = FAULT_CONTEXT,
	.mistake = "starts a timer in a handler, and stops it in good order",
	.side = {
		[SIDE_KMOD] = {
			.expect = timer_in_tracing_kmod,
		},
		[SIDE_EBPF] = {
			.expect = timer_in_tracing_ebpf,
		},
	},
};
