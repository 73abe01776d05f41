// SPDX-License-Identifier: GPL-2.0-only
/*
 * licence - calls functions that are for GPL code only, and is not.
 */
#include "fault.h"

static const struct fault_expect licence_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true,
		.line = "GPL-incompatible module",
	},
	{ .end = true },
};

static const struct fault_expect licence_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "cannot call GPL-restricted function from non-GPL compatible program",
	},
	{ .end = true },
};

const struct fault fault_licence = {
	.name = "licence",
	.id = "P03",
	.cls = FAULT_PRIVILEGE,
	.mistake = "calls functions that are for GPL code only, and is not",
	.side = {
		[SIDE_KMOD] = {
			.expect = licence_kmod,
		},
		[SIDE_EBPF] = {
			.expect = licence_ebpf,
		},
	},
};
