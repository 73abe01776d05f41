// SPDX-License-Identifier: GPL-2.0-only
/*
 * outlives_owner - was made to stay when its loader ends, and the loader ends.
 */
#include "fault.h"

static const struct fault_expect outlives_owner_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_LEAK }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect outlives_owner_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_LEAK }, .recovered = true },
	{ .end = true },
};

const struct fault fault_outlives_owner = {
	.name = "outlives_owner",
	.id = "R06",
	.cls = FAULT_RESOURCE,
	.core = true,
	.mistake = "was made to stay when its loader ends, and the loader ends",
	.action = ACT_PIN,
	.side = {
		[SIDE_KMOD] = {
			.hits = -1,
			.expect = outlives_owner_kmod,
		},
		[SIDE_EBPF] = {
			.hits = -1,
			.expect = outlives_owner_ebpf,
		},
	},
};
