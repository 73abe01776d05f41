// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_inlined - hooks a function of which the compiler put a copy into the caller.
 */
#include "fault.h"

static const struct fault_expect hook_inlined_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_LOSS_SILENT }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect hook_inlined_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_LOSS_SILENT }, .recovered = true },
	{ .end = true },
};

const struct fault fault_hook_inlined = {
	.name = "hook_inlined",
	.id = "A09",
	.cls = FAULT_ABI,
	.mistake = "hooks a function of which the compiler put a copy into the caller",
	.side = {
		[SIDE_KMOD] = {
			.expect = hook_inlined_kmod,
		},
		[SIDE_EBPF] = {
			.expect = hook_inlined_ebpf,
		},
	},
};
