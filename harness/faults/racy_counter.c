// SPDX-License-Identifier: GPL-2.0-only
/*
 * racy_counter - increments a counter shared by all CPUs without atomicity.
 */
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

enum { EVENTS = 60000 };

/* Two processes, on two CPUs, at the same time. */
static void racy_counter_trigger(unsigned int round)
{
	pid_t pid = fork();
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(!pid, &set);
	sched_setaffinity(0, sizeof(set), &set);
	for (long n = 0; n < EVENTS; n++)
		syscall(SYS_getpgid, (long)FAULT_PID + n);
	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static const struct fault_expect racy_counter_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect racy_counter_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

const struct fault fault_racy_counter = {
	.name = "racy_counter",
	.id = "C06",
	.cls = FAULT_CONCURRENCY,
	.core = true,
	.mistake = "increments a counter shared by all CPUs without atomicity",
	.trigger = racy_counter_trigger,
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "increments that were lost",
			.hits = -1,
			.expect = racy_counter_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "increments that were lost",
			.hits = -1,
			.expect = racy_counter_ebpf,
		},
	},
};
