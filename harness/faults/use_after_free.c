// SPDX-License-Identifier: GPL-2.0-only
/*
 * use_after_free - writes into memory after giving it back.
 */
#include "fault.h"

static const struct fault_expect use_after_free_kmod[] = {
	{ .profile = "stock", .at = { [STAGE_NOW] = FATE_CORRUPT_SILENT }, .recovered = true },
	{
		.profile = "detect",
		.at = { [STAGE_NOW] = FATE_WARN, [STAGE_DELAYED] = FATE_WARN, [STAGE_AT_UNLOAD] = FATE_WARN },
		.also = { [STAGE_DELAYED] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_CLEAN },
		.recovered = true,
		.line = "Poison overwritten|use-after-free",
		.why = "every write is seen, when its memory is next handed out or checked",
	},
	{ .end = true },
};

static const struct fault_expect use_after_free_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "invalid mem access 'scalar'",
	},
	{ .end = true },
};

const struct fault fault_use_after_free = {
	.name = "use_after_free",
	.id = "M05",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "writes into memory after giving it back",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "overwritten objects of the next owner",
			.expect = use_after_free_kmod,
		},
		[SIDE_EBPF] = {
			.expect = use_after_free_ebpf,
		},
	},
};
