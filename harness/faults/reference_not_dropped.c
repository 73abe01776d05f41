// SPDX-License-Identifier: GPL-2.0-only
/*
 * reference_not_dropped - takes a reference to a task and never drops it.
 */
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

enum { TASKS = 64 };

/* Each event is a task's own. */
static void reference_not_dropped_trigger(unsigned int round)
{
	for (long n = 0; n < TASKS; n++) {
		pid_t pid = fork();

		if (!pid) {
			syscall(SYS_getpgid, (long)FAULT_PID + n);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
}

static const struct fault_expect reference_not_dropped_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_LEAK }, .recovered = true,
		.why = "a task whose reference nobody can drop any more is there until the next boot",
	},
	{ .end = true },
};

static const struct fault_expect reference_not_dropped_ebpf[] = {
	{
		.kernel = "6.1", .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "'bpf_task_acquire': not found",
		.why = "the function is younger than 6.1",
	},
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "Unreleased reference",
	},
	{ .end = true },
};

const struct fault fault_reference_not_dropped = {
	.name = "reference_not_dropped",
	.id = "R02",
	.cls = FAULT_RESOURCE,
	.core = true,
	.mistake = "takes a reference to a task and never drops it",
	.trigger = reference_not_dropped_trigger,
	/* Of the two rounds of events; a few tasks come and go. */
	.leak_objects = 2 * TASKS - 28,
	.leak_cache = "task_struct",
	.side = {
		[SIDE_KMOD] = {
			.hits = TASKS,
			.expect = reference_not_dropped_kmod,
		},
		[SIDE_EBPF] = {
			.hits = TASKS,
			.expect = reference_not_dropped_ebpf,
		},
	},
};
