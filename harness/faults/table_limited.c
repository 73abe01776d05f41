// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_limited - the table of table_grows, and its owner is in a memory cgroup of 64 MiB.
 */
#include "faults/growing.h"

static const struct fault_expect table_limited_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "System is deadlocked on memory",
		.why = "the limit is that of the owner, and what a module takes at an event is accounted to who makes it",
	},
	{ .end = true },
};

static const struct fault_expect table_limited_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOSS_COUNTED }, .recovered = true,
		.why = "what a map takes is accounted to who made it, and updates beyond the limit are refused",
	},
	{ .end = true },
};

static const char *const table_limited_kconfig[] = { "CONFIG_MEMCG=y", NULL };

const struct fault fault_table_limited = {
	.name = "table_limited",
	.id = "R03b",
	.cls = FAULT_RESOURCE,
	.core = true,
	.mistake = "puts something into a table at every event, and its owner may have 64 MiB of memory",
	.memory_mib = GROWING_GUEST_MIB,
	.group_mib = 64,
	.spared = true,
	.trigger = growing_trigger,
	.needs.kconfig = table_limited_kconfig,
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "entries for which there was no memory",
			.hits = -1,
			.expect = table_limited_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "entries for which there was no memory",
			.hits = -1,
			.expect = table_limited_ebpf,
		},
	},
};
