// SPDX-License-Identifier: GPL-2.0-only
/*
 * call_any_function - calls a function of the kernel that nobody meant for it.
 */
#include "fault.h"

static const struct fault_expect call_any_function_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CORRUPT_SILENT }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect call_any_function_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "calling kernel function set_user_nice is not allowed",
	},
	{ .end = true },
};

const struct fault fault_call_any_function = {
	.name = "call_any_function",
	.id = "X05",
	.cls = FAULT_CONTEXT,
	.core = true,
	.mistake = "calls a function of the kernel that nobody meant for it",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "tasks with another priority",
			.expect = call_any_function_kmod,
		},
		[SIDE_EBPF] = {
			.expect = call_any_function_ebpf,
		},
	},
};
