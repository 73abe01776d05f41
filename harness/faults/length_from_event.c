// SPDX-License-Identifier: GPL-2.0-only
/*
 * length_from_event - copies as many bytes as the event says, unchecked.
 */
#include "fault.h"

static const struct fault_expect length_from_event_kmod[] = {
	{
		.profile = "stock", .at = { [STAGE_NOW] = FATE_CORRUPT_SILENT }, .recovered = true,
		.why = "what is overwritten is the collector's own canary, so nothing else "
			"suffers",
	},
	{
		.profile = "detect",
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_DELAYED] = FATE_WARN }, .recovered = true,
		.line = "overwritten|corrupt",
		.why = "seen when somebody looks: at the next check of the cache",
	},
	{ .end = true },
};

static const struct fault_expect length_from_event_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "R2 unbounded memory access|R2 min value is negative",
	},
	{ .end = true },
};

const struct fault fault_length_from_event = {
	.name = "length_from_event",
	.id = "M14",
	.cls = FAULT_MEMORY,
	.mistake = "copies as many bytes as the event says, unchecked",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "overwritten objects",
			.expect = length_from_event_kmod,
		},
		[SIDE_EBPF] = {
			.expect = length_from_event_ebpf,
		},
	},
};
