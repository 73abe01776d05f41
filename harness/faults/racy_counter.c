// SPDX-License-Identifier: GPL-2.0-only
/*
 * racy_counter - increments a counter shared by all CPUs without atomicity.
 */
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"

/*
 * For so long each of two processes makes events. An emulator of one thread gives every CPU turns of 100 ms: a
 * time, unlike a number of events, holds several turns on a fast machine also, and a turn that ends between
 * reading and writing is what loses increments.
 */
#define RACE_NS 800000000LL

/* Between two looks at the clock. */
enum { EVENTS = 1000 };

static long long racy_counter_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Two processes, on two CPUs, at the same time. */
static void racy_counter_trigger(unsigned int round)
{
	long long end = racy_counter_now() + RACE_NS;
	pid_t pid = fork();
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(!pid, &set);
	sched_setaffinity(0, sizeof(set), &set);
	do {
		for (long n = 0; n < EVENTS; n++)
			syscall(SYS_getpgid, (long)FAULT_PID + n);
	} while (racy_counter_now() < end);
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
