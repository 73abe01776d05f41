// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_constant - assigns to a constant, through a cast.
 */
#include "fault.h"

static const struct fault_expect write_constant_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "BUG: unable to handle page fault",
	},
	{ .end = true },
};

static const struct fault_expect write_constant_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "write into map forbidden",
	},
	{ .end = true },
};

const struct fault fault_write_constant = {
	.name = "write_constant",
	.id = "M11",
	.cls = FAULT_MEMORY,
	.mistake = "assigns to a constant, through a cast",
	.side = {
		[SIDE_KMOD] = {
			.expect = write_constant_kmod,
		},
		[SIDE_EBPF] = {
			.expect = write_constant_ebpf,
		},
	},
};
