// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_offset - knows the layout of a struct by heart, and it is that of another kernel.
 */
#include "fault.h"

static const struct fault_expect wrong_offset_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect wrong_offset_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "an untyped read at an offset: nothing to relocate, nothing to check",
	},
	{ .end = true },
};

const struct fault fault_wrong_offset = {
	.name = "wrong_offset",
	.id = "A03",
	.cls = FAULT_ABI,
	.core = true,
	.mistake = "knows the layout of a struct by heart, and it is that of another kernel",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with the number of no process",
			.expect = wrong_offset_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with the number of no process",
			.expect = wrong_offset_ebpf,
		},
	},
};
