// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_arguments_typed - reads the third argument of a hook that has two, whose types are
 * declared.
 */
#include "fault.h"

static const struct fault_expect hook_arguments_typed_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true,
		.line = "incompatible pointer type",
	},
	{ .end = true },
};

static const struct fault_expect hook_arguments_typed_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "doesn't have 3-th argument|invalid bpf_context access",
	},
	{ .end = true },
};

const struct fault fault_hook_arguments_typed = {
	.name = "hook_arguments_typed",
	.id = "A06b",
	.cls = FAULT_ABI,
	.mistake = "reads the third argument of a hook that has two, whose types are declared",
	.side = {
		[SIDE_KMOD] = {
			.expect = hook_arguments_typed_kmod,
		},
		[SIDE_EBPF] = {
			.expect = hook_arguments_typed_ebpf,
		},
	},
};
