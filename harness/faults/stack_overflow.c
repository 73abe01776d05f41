// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack_overflow - copies a name of 200 bytes into 16 bytes of stack.
 */
#include "fault.h"

static const struct fault_expect stack_overflow_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "stack-protector: Kernel stack is corrupted in",
	},
	{ .end = true },
};

static const struct fault_expect stack_overflow_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "invalid variable-offset write to stack|invalid write to stack",
	},
	{ .end = true },
};

const struct fault fault_stack_overflow = {
	.name = "stack_overflow",
	.id = "M04",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "copies a name of 200 bytes into 16 bytes of stack",
	.side = {
		[SIDE_KMOD] = {
			.expect = stack_overflow_kmod,
		},
		[SIDE_EBPF] = {
			.expect = stack_overflow_ebpf,
		},
	},
};
