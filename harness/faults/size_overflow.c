// SPDX-License-Identifier: GPL-2.0-only
/*
 * size_overflow - checks a size that is a product and does not fit, so the check passes.
 */
#include "fault.h"

static const struct fault_expect size_overflow_kmod[] = {
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

static const struct fault_expect size_overflow_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "outside of the allowed memory range|invalid access to map value",
	},
	{ .end = true },
};

const struct fault fault_size_overflow = {
	.name = "size_overflow",
	.id = "N05",
	.cls = FAULT_ARITHMETIC,
	.mistake = "checks a size that is a product and does not fit, so the check passes",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "overwritten objects",
			.expect = size_overflow_kmod,
		},
		[SIDE_EBPF] = {
			.expect = size_overflow_ebpf,
		},
	},
};
