// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_event - makes, in one probe, the event that its other probe observes.
 */
#include "fault.h"

static const struct fault_expect self_event_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_LOSS_COUNTED }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect self_event_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOSS_SILENT }, .recovered = true,
		.why = "the program that is not run is told nothing",
	},
	{ .end = true },
};

const struct fault fault_self_event = {
	.name = "self_event",
	.id = "C07",
	.cls = FAULT_CONCURRENCY,
	.core = true,
	.mistake = "makes, in one probe, the event that its other probe observes",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "events that the kernel says it withheld",
			.expect = self_event_kmod,
		},
		[SIDE_EBPF] = {
			.expect = self_event_ebpf,
		},
	},
};
