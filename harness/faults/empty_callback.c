// SPDX-License-Identifier: GPL-2.0-only
/*
 * empty_callback - calls a function from a table that has an empty place.
 */
#include "fault.h"

static const struct fault_expect empty_callback_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "BUG: kernel NULL pointer dereference",
	},
	{ .end = true },
};

static const struct fault_expect empty_callback_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true },
	{ .end = true },
};

const struct fault fault_empty_callback = {
	.name = "empty_callback",
	.id = "T08",
	.cls = FAULT_TYPE,
	.mistake = "calls a function from a table that has an empty place",
	.side = {
		[SIDE_KMOD] = {
			.expect = empty_callback_kmod,
		},
		[SIDE_EBPF] = {
			.expect = empty_callback_ebpf,
		},
	},
};
