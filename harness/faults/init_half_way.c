// SPDX-License-Identifier: GPL-2.0-only
/*
 * init_half_way - fails half way through its start and forgets what it attached already.
 */
#include "fault.h"

static const struct fault_expect init_half_way_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_OOPS_WOUNDED } },
	{ .end = true },
};

static const struct fault_expect init_half_way_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_ATTACH }, .recovered = true },
	{ .end = true },
};

const struct fault fault_init_half_way = {
	.name = "init_half_way",
	.id = "U04",
	.cls = FAULT_LIFECYCLE,
	.core = true,
	.mistake = "fails half way through its start and forgets what it attached already",
	.trigger_refused = true,
	.side = {
		[SIDE_KMOD] = {
			.expect = init_half_way_kmod,
		},
		[SIDE_EBPF] = {
			.hits = -1,
			.expect = init_half_way_ebpf,
		},
	},
};
