// SPDX-License-Identifier: GPL-2.0-only
/*
 * owner_killed - loses its owner: whoever loaded it is killed.
 */
#include "fault.h"

static const struct fault_expect owner_killed_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_LEAK }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect owner_killed_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_CONTAINED }, .recovered = true },
	{ .end = true },
};

const struct fault fault_owner_killed = {
	.name = "owner_killed",
	.id = "U06",
	.cls = FAULT_LIFECYCLE,
	.core = true,
	.mistake = "loses its owner: whoever loaded it is killed",
	.action = ACT_KILL_LOADER,
	.side = {
		[SIDE_KMOD] = {
			.hits = -1,
			.expect = owner_killed_kmod,
		},
		[SIDE_EBPF] = {
			.hits = -1,
			.expect = owner_killed_ebpf,
		},
	},
};
