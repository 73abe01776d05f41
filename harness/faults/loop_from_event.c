// SPDX-License-Identifier: GPL-2.0-only
/*
 * loop_from_event - loops as often as the event says.
 */
#include "fault.h"

static const struct fault_expect loop_from_event_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect loop_from_event_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "BPF program is too large. Processed 1000001 insn|infinite loop detected",
	},
	{ .end = true },
};

const struct fault fault_loop_from_event = {
	.name = "loop_from_event",
	.id = "L02",
	.cls = FAULT_TERMINATION,
	.core = true,
	.mistake = "loops as often as the event says",
	.limit_s = 120,
	.side = {
		[SIDE_KMOD] = {
			.expect = loop_from_event_kmod,
		},
		[SIDE_EBPF] = {
			.expect = loop_from_event_ebpf,
		},
	},
};
