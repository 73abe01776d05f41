// SPDX-License-Identifier: GPL-2.0-only
/*
 * index_from_event - uses a number that came with the event as an index, unchecked.
 */
#include "fault.h"

static const struct fault_expect index_from_event_kmod[] = {
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

static const struct fault_expect index_from_event_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "makes map_value pointer be out of bounds|unbounded memory access|outside "
			"of the allowed memory range",
	},
	{ .end = true },
};

const struct fault fault_index_from_event = {
	.name = "index_from_event",
	.id = "M03",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "uses a number that came with the event as an index, unchecked",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "overwritten objects",
			.expect = index_from_event_kmod,
		},
		[SIDE_EBPF] = {
			.expect = index_from_event_ebpf,
		},
	},
};
