// SPDX-License-Identifier: GPL-2.0-only
/*
 * infinite_loop - waits in a loop for what never comes.
 */
#include "fault.h"

static const struct fault_expect infinite_loop_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect infinite_loop_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "infinite loop detected",
	},
	{ .end = true },
};

const struct fault fault_infinite_loop = {
	.name = "infinite_loop",
	.id = "L01",
	.cls = FAULT_TERMINATION,
	.core = true,
	.mistake = "waits in a loop for what never comes",
	.side = {
		[SIDE_KMOD] = {
			.expect = infinite_loop_kmod,
		},
		[SIDE_EBPF] = {
			.expect = infinite_loop_ebpf,
		},
	},
};
