// SPDX-License-Identifier: GPL-2.0-only
/*
 * kill_others - kills the process that it observes.
 */
#include "fault.h"

static const struct fault_expect kill_others_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_VICTIM }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect kill_others_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_VICTIM }, .recovered = true,
		.why = "a helper exists for exactly this",
	},
	{ .end = true },
};

const struct fault fault_kill_others = {
	.name = "kill_others",
	.id = "P04",
	.cls = FAULT_PRIVILEGE,
	.core = true,
	.mistake = "kills the process that it observes",
	.side = {
		[SIDE_KMOD] = {
			.hits = 1,
			.expect = kill_others_kmod,
		},
		[SIDE_EBPF] = {
			.hits = 1,
			.expect = kill_others_ebpf,
		},
	},
};
