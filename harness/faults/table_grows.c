// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_grows - puts something into a table at every event and never takes anything out.
 */
#include "faults/growing.h"

static const struct fault_expect table_grows_expect[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "System is deadlocked on memory",
		.why = "in the end the kernel finds nobody left whom it may kill, and the table is nobody's",
	},
	{ .end = true },
};

const struct fault fault_table_grows = {
	.name = "table_grows",
	.id = "R03",
	.cls = FAULT_RESOURCE,
	.core = true,
	.mistake = "puts something into a table at every event and never takes anything out",
	.memory_mib = GROWING_GUEST_MIB,
	.spared = true,
	.trigger = growing_trigger,
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "entries for which there was no memory",
			.hits = -1,
			.expect = table_grows_expect,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "entries for which there was no memory",
			.hits = -1,
			.expect = table_grows_expect,
		},
	},
};
