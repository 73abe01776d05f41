// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_in_use - is removed while a reader has its numbers open.
 */
#include "fault.h"

static const struct fault_expect unload_in_use_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN } },
	{ .end = true },
};

static const struct fault_expect unload_in_use_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true },
	{ .end = true },
};

const struct fault fault_unload_in_use = {
	.name = "unload_in_use",
	.id = "U01",
	.cls = FAULT_LIFECYCLE,
	.core = true,
	.mistake = "is removed while a reader has its numbers open",
	.action = ACT_IN_USE,
	.side = {
		[SIDE_KMOD] = {
			.expect = unload_in_use_kmod,
		},
		[SIDE_EBPF] = {
			.expect = unload_in_use_ebpf,
		},
	},
};
