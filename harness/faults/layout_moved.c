// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout_moved - reads a field that moved between two kernels, by the means its side has for that.
 */
#include "fault.h"

static const struct fault_expect layout_moved_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "built for each kernel",
	},
	{ .end = true },
};

static const struct fault_expect layout_moved_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "relocated when it is loaded",
	},
	{ .end = true },
};

const struct fault fault_layout_moved = {
	.name = "layout_moved",
	.id = "A07",
	.cls = FAULT_ABI,
	.mistake = "reads a field that moved between two kernels, by the means its side has for "
		"that",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with the number of no process",
			.expect = layout_moved_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with the number of no process",
			.expect = layout_moved_ebpf,
		},
	},
};
