// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk_table - walks a table of four million entries at every event.
 */
#include "fault.h"

static const struct fault_expect walk_table_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect walk_table_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "accepted: the bound is the size of the map, whatever that is",
	},
	{ .end = true },
};

const struct fault fault_walk_table = {
	.name = "walk_table",
	.id = "L05",
	.cls = FAULT_TERMINATION,
	.mistake = "walks a table of four million entries at every event",
	.side = {
		[SIDE_KMOD] = {
			.expect = walk_table_kmod,
		},
		[SIDE_EBPF] = {
			.expect = walk_table_ebpf,
		},
	},
};
