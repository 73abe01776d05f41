// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_logic - computes a duration the wrong way round.
 */
#include "fault.h"

static const struct fault_expect wrong_logic_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect wrong_logic_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "verified does not mean right",
	},
	{ .end = true },
};

const struct fault fault_wrong_logic = {
	.name = "wrong_logic",
	.id = "N06",
	.cls = FAULT_ARITHMETIC,
	.mistake = "computes a duration the wrong way round",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "durations of more than an hour",
			.expect = wrong_logic_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "durations of more than an hour",
			.expect = wrong_logic_ebpf,
		},
	},
};
