// SPDX-License-Identifier: GPL-2.0-only
/*
 * signed_division - divides the smallest number there is by -1.
 */
#include "fault.h"

static const struct fault_expect signed_division_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "divide error",
	},
	{ .end = true },
};

static const struct fault_expect signed_division_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true,
		.line = "Cannot select",
	},
	{ .end = true },
};

const struct fault fault_signed_division = {
	.name = "signed_division",
	.id = "N03",
	.cls = FAULT_ARITHMETIC,
	.mistake = "divides the smallest number there is by -1",
	.side = {
		[SIDE_KMOD] = {
			.expect = signed_division_kmod,
		},
		[SIDE_EBPF] = {
			.expect = signed_division_ebpf,
		},
	},
};
