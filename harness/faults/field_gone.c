// SPDX-License-Identifier: GPL-2.0-only
/*
 * field_gone - reads a field that this kernel does not have any more.
 */
#include "fault.h"

static const struct fault_expect field_gone_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true,
		.line = "no_such_field",
	},
	{ .end = true },
};

static const struct fault_expect field_gone_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "no_such_field",
	},
	{ .end = true },
};

const struct fault fault_field_gone = {
	.name = "field_gone",
	.id = "A04",
	.cls = FAULT_ABI,
	.core = true,
	.mistake = "reads a field that this kernel does not have any more",
	.side = {
		[SIDE_KMOD] = {
			.expect = field_gone_kmod,
		},
		[SIDE_EBPF] = {
			.expect = field_gone_ebpf,
		},
	},
};
