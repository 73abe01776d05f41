// SPDX-License-Identifier: GPL-2.0-only
/*
 * null_deref - uses what a look-up returned, without looking whether it is NULL.
 */
#include "fault.h"

static const struct fault_expect null_deref_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "BUG: kernel NULL pointer dereference",
	},
	{ .end = true },
};

static const struct fault_expect null_deref_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "invalid mem access 'map_value_or_null'",
	},
	{ .end = true },
};

const struct fault fault_null_deref = {
	.name = "null_deref",
	.id = "M01",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "uses what a look-up returned, without looking whether it is NULL",
	.side = {
		[SIDE_KMOD] = {
			.expect = null_deref_kmod,
		},
		[SIDE_EBPF] = {
			.expect = null_deref_ebpf,
		},
	},
};
