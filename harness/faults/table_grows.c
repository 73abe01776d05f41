// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_grows - puts something into a table at every event and never takes anything out.
 *
 * Whom the kernel kills for memory must not decide: where it is the owner of a program, the table goes with it.
 * So the owner is spared, and who fires the events; in the end that one asks for a little memory, as programs do.
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fault.h"

enum {
	EVENTS = 300,	  /* of 1 MiB each: more than the guest has */
	LITTLE = 1 << 20, /* bytes: more than what those free who may be killed */
};

static void table_grows_trigger(unsigned int round)
{
	char *p = mmap(NULL, LITTLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (long n = 0; n < EVENTS && !round; n++)
		syscall(SYS_getpgid, (long)FAULT_PID + n);
	for (int i = 0; p != MAP_FAILED && i < LITTLE; i += 4096)
		*(volatile char *)(p + i) = 1;
}

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
	.memory_mib = 256,
	.spared = true,
	.trigger = table_grows_trigger,
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
