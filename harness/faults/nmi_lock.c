// SPDX-License-Identifier: GPL-2.0-only
/*
 * nmi_lock - needs, in an interrupt that cannot be masked, the lock that it holds already.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"

enum { BACKTRACES = 40, SLOW_S = 2 };

/*
 * A profiler's samples come as such interrupts, but this machine has no counters that could cause them. The
 * kernel sends the same interrupt to every other CPU to ask where it is. A CPU that does not answer is
 * waited for ten seconds, and not asked again.
 */
static void nmi_lock_ask(void)
{
	int fd = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);

	for (int i = 0; i < BACKTRACES; i++) {
		time_t began = time(NULL);

		if (write(fd, "l", 1) != 1 || time(NULL) - began > SLOW_S)
			_exit(1);
	}
	_exit(0);
}

/* Events on one CPU for as long as the other sends interrupts. */
static void nmi_lock_trigger(unsigned int round)
{
	pid_t pid = round ? -1 : fork();
	cpu_set_t set;

	if (!pid) {
		CPU_ZERO(&set);
		CPU_SET(0, &set);
		sched_setaffinity(0, sizeof(set), &set);
		nmi_lock_ask();
	}
	do
		syscall(SYS_getpgid, (long)FAULT_PID);
	while (pid > 0 && !waitpid(pid, NULL, WNOHANG));
}

static const struct fault_expect nmi_lock_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "the other CPU waits ten thousand times a millisecond for an answer, and looks for "
			"stalls after that",
	},
	{ .end = true },
};

static const struct fault_expect nmi_lock_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOSS_COUNTED }, .recovered = true,
		.why = "hash tables count who is inside on this CPU, and refuse the second",
	},
	{ .end = true },
};

const struct fault fault_nmi_lock = {
	.name = "nmi_lock",
	.id = "C09",
	.cls = FAULT_CONCURRENCY,
	.mistake = "needs, in an interrupt that cannot be masked, the lock that it holds already",
	.trigger = nmi_lock_trigger,
	/* Whoever asks the lost CPU where it is waits for ten; a report of a stall asks up to three times. */
	.limit_s = 60,
	.stock_limit_s = 100,
	.quiet_s = 120,
	.side = {
		[SIDE_KMOD] = {
			.hits = -1,
			.expect = nmi_lock_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_LOST,
			.evidence_of = "updates that were refused, and said so",
			.hits = -1,
			.expect = nmi_lock_ebpf,
		},
	},
};
