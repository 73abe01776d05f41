// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_cast - reads one struct as if it were another, through a cast.
 */
#include "fault.h"

static const struct fault_expect wrong_cast_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect wrong_cast_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "a cast plus an untyped read is beyond what the verifier knows",
	},
	{ .end = true },
};

const struct fault fault_wrong_cast = {
	.name = "wrong_cast",
	.id = "T04",
	.cls = FAULT_TYPE,
	.core = true,
	.mistake = "reads one struct as if it were another, through a cast",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with the number of no process",
			.expect = wrong_cast_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with the number of no process",
			.expect = wrong_cast_ebpf,
		},
	},
};
