// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_pointer - follows a pointer of user space as if it were one of the kernel's.
 */
#include "fault.h"

static const struct fault_expect user_pointer_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "BUG: unable to handle page fault|BUG: kernel NULL",
	},
	{ .end = true },
};

static const struct fault_expect user_pointer_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "invalid mem access 'scalar'",
	},
	{ .end = true },
};

const struct fault fault_user_pointer = {
	.name = "user_pointer",
	.id = "M12",
	.cls = FAULT_MEMORY,
	.mistake = "follows a pointer of user space as if it were one of the kernel's",
	.side = {
		[SIDE_KMOD] = {
			.expect = user_pointer_kmod,
		},
		[SIDE_EBPF] = {
			.expect = user_pointer_ebpf,
		},
	},
};
