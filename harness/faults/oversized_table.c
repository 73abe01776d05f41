// SPDX-License-Identifier: GPL-2.0-only
/*
 * oversized_table - makes a table for more entries than there is memory.
 */
#include "fault.h"

static const struct fault_expect oversized_table_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 12 },
	{ .end = true },
};

static const struct fault_expect oversized_table_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 12 },
	{ .end = true },
};

const struct fault fault_oversized_table = {
	.name = "oversized_table",
	.id = "R04",
	.cls = FAULT_RESOURCE,
	.mistake = "makes a table for more entries than there is memory",
	.side = {
		[SIDE_KMOD] = {
			.expect = oversized_table_kmod,
		},
		[SIDE_EBPF] = {
			.expect = oversized_table_ebpf,
		},
	},
};
