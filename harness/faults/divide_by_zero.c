// SPDX-License-Identifier: GPL-2.0-only
/*
 * divide_by_zero - divides by a count that is 0.
 */
#include "fault.h"

static const struct fault_expect divide_by_zero_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "divide error",
	},
	{ .end = true },
};

static const struct fault_expect divide_by_zero_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "BPF defines the quotient as 0, which looks like any other 0",
	},
	{ .end = true },
};

const struct fault fault_divide_by_zero = {
	.name = "divide_by_zero",
	.id = "N02",
	.cls = FAULT_ARITHMETIC,
	.mistake = "divides by a count that is 0",
	.side = {
		[SIDE_KMOD] = {
			.expect = divide_by_zero_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "means of nothing that came out as a number",
			.expect = divide_by_zero_ebpf,
		},
	},
};
