// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_scratch - keeps scratch data of the CPU across a point where another task may run.
 */
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

enum { EVENTS = 20000 };

/* Two processes on one CPU, which take turns when the timer says so. */
static void percpu_scratch_trigger(unsigned int round)
{
	pid_t pid = fork();

	for (long n = 0; n < EVENTS; n++)
		syscall(SYS_getpgid, (long)FAULT_PID + n);
	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static const struct fault_expect percpu_scratch_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "whose turn it is writes over the scratch data of who was interrupted",
	},
	{ .end = true },
};

static const struct fault_expect percpu_scratch_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOSS_SILENT }, .recovered = true,
		.why = "a program that was preempted is not entered again on that CPU; whose turn "
			"it is then loses its events",
	},
	{ .end = true },
};

const struct fault fault_percpu_scratch = {
	.name = "percpu_scratch",
	.id = "C08",
	.cls = FAULT_CONCURRENCY,
	.mistake = "keeps scratch data of the CPU across a point where another task may run",
	.cmdline = "preempt=full",
	.trigger = percpu_scratch_trigger,
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with another task's data",
			.hits = 2 * EVENTS,
			.expect = percpu_scratch_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with another task's data",
			.hits = 2 * EVENTS,
			.expect = percpu_scratch_ebpf,
		},
	},
};
