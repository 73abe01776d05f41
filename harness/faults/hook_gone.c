// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_gone - hooks a function that this kernel does not have.
 */
#include "fault.h"

static const struct fault_expect hook_gone_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 2 },
	{ .end = true },
};

static const struct fault_expect hook_gone_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_ATTACH }, .recovered = true, .err = 2 },
	{ .end = true },
};

const struct fault fault_hook_gone = {
	.name = "hook_gone",
	.id = "A05",
	.cls = FAULT_ABI,
	.core = true,
	.mistake = "hooks a function that this kernel does not have",
	.side = {
		[SIDE_KMOD] = {
			.expect = hook_gone_kmod,
		},
		[SIDE_EBPF] = {
			.expect = hook_gone_ebpf,
		},
	},
};
