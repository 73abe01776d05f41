// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_user_memory - writes over the stack of the process that it observes.
 */
#include "fault.h"

static const struct fault_expect write_user_memory_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_VICTIM }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect write_user_memory_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_VICTIM }, .recovered = true,
		.line = "may corrupt user memory",
		.why = "the kernel says so when the program is loaded, and lets it",
	},
	{ .end = true },
};

const struct fault fault_write_user_memory = {
	.name = "write_user_memory",
	.id = "M13",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "writes over the stack of the process that it observes",
	.side = {
		[SIDE_KMOD] = {
			.hits = 1,
			.expect = write_user_memory_kmod,
		},
		[SIDE_EBPF] = {
			.hits = 1,
			.expect = write_user_memory_ebpf,
		},
	},
};
