// SPDX-License-Identifier: GPL-2.0-only
/*
 * no_owner - is removed while a reader has its numbers open, and did not say whose file that is.
 */
#include "fault.h"

static const struct fault_expect no_owner_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_OOPS_CLEAN },
		.recovered = true, .line = "BUG: unable to handle page fault",
		.why = "whoever closes the file dies in the kernel",
	},
	{ .end = true },
};

const struct fault fault_no_owner = {
	.name = "no_owner",
	.id = "U02",
	.cls = FAULT_LIFECYCLE,
	.mistake = "is removed while a reader has its numbers open, and did not say whose file "
		"that is",
	.action = ACT_IN_USE,
	.side = {
		[SIDE_KMOD] = {
			.expect = no_owner_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "maps and links are counted by the kernel; a program "
				"cannot forget to",
		},
	},
};
