// SPDX-License-Identifier: GPL-2.0-only
/*
 * heap_overflow - writes a record of 128 bytes into a buffer of 64.
 */
#include "fault.h"

static const struct fault_expect heap_overflow_kmod[] = {
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

static const struct fault_expect heap_overflow_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "R0 min value is outside of the allowed memory range|invalid access to "
			"map value",
	},
	{ .end = true },
};

const struct fault fault_heap_overflow = {
	.name = "heap_overflow",
	.id = "M02",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "writes a record of 128 bytes into a buffer of 64",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "overwritten objects",
			.expect = heap_overflow_kmod,
		},
		[SIDE_EBPF] = {
			.expect = heap_overflow_ebpf,
		},
	},
};
