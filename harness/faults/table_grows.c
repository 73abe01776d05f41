// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_grows - puts something into a table at every event and never takes anything out.
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "fault.h"

enum { EVENTS = 300 }; /* of 1 MiB each: more than the guest has */

static void table_grows_trigger(unsigned int round)
{
	for (long n = 0; n < EVENTS && !round; n++)
		syscall(SYS_getpgid, (long)FAULT_PID + n);
}

static const struct fault_expect table_grows_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "System is deadlocked on memory",
		.why = "in the end the kernel finds nobody left whom it may kill: the table is nobody's, "
			"and who watches is spared, as services of a system are",
	},
	{ .end = true },
};

static const struct fault_expect table_grows_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC }, .also = { [STAGE_NOW] = FATE_VICTIM },
		.why = "as in the module, unless the kernel happens to kill the owner: with it goes the "
			"program, and with that the table",
	},
	{ .end = true },
};

const struct fault fault_table_grows = {
	.name = "table_grows",
	.id = "R03",
	.cls = FAULT_RESOURCE,
	.core = true,
	.mistake = "puts something into a table at every event and never takes anything out",
	.memory_mib = 256,
	.trigger = table_grows_trigger,
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "entries for which there was no memory",
			.hits = -1,
			.expect = table_grows_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "entries for which there was no memory",
			.hits = -1,
			.expect = table_grows_ebpf,
		},
	},
};
