// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_workloads - every workload does exactly what it is asked for, and makes the events it declares.
 *
 * System calls are counted from outside: the workload is traced with all the processes and threads that
 * it makes, and a bracket of some operations has so many more of them than a bracket of none. What the
 * kernel counts for a process itself (faults, waits) is held against it too. Calls of kernel functions are
 * seen in a guest alone: tests/vm/parity.t.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "env.h"
#include "files.h"
#include "mixed.h"
#include "registry.h"

#define OPS 7 /* a prime */
#define EXIT_SETUP 64 /* and errno above it: the machine refuses what the workload needs */

TestSuite(workloads, .timeout = 120);

/* The traced process: a stop; set up; a stop, no operations, a stop, OPS operations, a stop. */
static void traced_body(const struct workload *w)
{
	struct worker worker = { .fd = -1 };
	int err;

	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP); /* from here on whoever is made is traced too */
	err = w->setup ? w->setup(&worker) : 0;
	if (!err) {
		err = w->run(&worker, 1); /* what is lazy is done now */
		raise(SIGSTOP);
		err = err ? err : w->run(&worker, 0);
		raise(SIGSTOP);
		err = err ? err : w->run(&worker, OPS);
		raise(SIGSTOP);
		if (w->teardown)
			w->teardown(&worker);
		_exit(err ? 1 : 0);
	}
	if (w->teardown)
		w->teardown(&worker);
	_exit(err == -EPERM || err == -EACCES || err == -ENOSYS ? EXIT_SETUP : 2);
}

/* Does this stop of @pid stand before a system call? */
static bool traced_enters(pid_t pid)
{
	struct __ptrace_syscall_info info;

	return ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0 &&
	       info.op == PTRACE_SYSCALL_INFO_ENTRY;
}

#define TRACED_QUIET 10 /* times 2 ms */

/* System calls in each of the two brackets; the exit code of the traced process. */
static int traced_count(const struct workload *w, u64 calls[2])
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
	unsigned int quiet = 0;
	int status = 0, stops = 0;
	bool held = false;
	pid_t leader = fork(), pid;

	if (!leader)
		traced_body(w);
	calls[0] = calls[1] = 0;
	while ((pid = waitpid(-1, &status, __WALL | (held ? WNOHANG : 0))) >= 0) {
		int number = pid && WIFSTOPPED(status) ? WSTOPSIG(status) : 0;

		if (!pid && ++quiet < TRACED_QUIET) {
			usleep(2000);
			continue;
		}
		if (!pid) {
			/* Whoever works for the leader has come to rest: the bracket ends here for all of them. */
			pid = leader;
			held = false;
			stops++;
		} else if (!WIFSTOPPED(status)) {
			if (pid == leader)
				return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
			continue;
		} else if (number == (SIGTRAP | 0x80)) {
			quiet = 0;
			if (stops >= 2 && stops <= 3 && traced_enters(pid))
				calls[stops - 2]++;
			number = 0;
		} else if (pid == leader && number == SIGSTOP && !(status >> 16)) {
			held = true;
			quiet = 0;
			continue;
		} else if (status >> 16 || number == SIGSTOP) {
			number = 0; /* an event's, and the first of whoever was made */
		}
		if (pid == leader && stops == 1)
			ptrace(PTRACE_SETOPTIONS, pid, NULL, options);
		ptrace(PTRACE_SYSCALL, pid, NULL, (long)number);
	}
	return -1;
}

Test(workloads, make_as_many_system_calls_as_they_declare)
{
	unsigned int checked = 0;

	for (const struct workload *const *p = workloads; *p; p++) {
		const struct workload *w = *p;
		u64 calls[2];
		int code;

		if (w->needs.root && geteuid() != 0)
			continue;
		/* One that the tracing itself interrupts is entered twice, now and then. */
		for (int i = 0; i < 3; i++) {
			code = traced_count(w, calls);
			if (code || calls[1] - calls[0] <= OPS * (u64)w->events[PB_EV_SYSCALL])
				break;
		}
		if (code == EXIT_SETUP)
			continue; /* a container may not have real-time scheduling or namespaces */
		cr_expect_eq(code, 0, "%s: exit code %d", w->name, code);
		cr_expect_eq(calls[1] - calls[0], OPS * (u64)w->events[PB_EV_SYSCALL],
			     "%s: %llu system calls in %d operations", w->name,
			     (unsigned long long)(calls[1] - calls[0]), OPS);
		checked++;
	}
	cr_assert_geq(checked, 9, "only %u could be checked", checked);
}

/* Minor faults of all the processes that @ops operations took, from beginning to end; -1: not here. */
static long faults_of(const struct workload *w, u64 ops)
{
	struct worker worker = { .fd = -1 };
	struct rusage before, after;
	int err;

	getrusage(RUSAGE_CHILDREN, &before);
	err = w->setup(&worker);
	if (!err)
		cr_assert_eq(w->run(&worker, ops), 0, "%s", w->name);
	w->teardown(&worker);
	getrusage(RUSAGE_CHILDREN, &after);
	return err ? -1 : after.ru_minflt - before.ru_minflt;
}

Test(workloads, mmap_makes_one_fault_an_operation)
{
	const struct workload *w = workload_find("mmap");
	long none = LONG_MAX, some = LONG_MAX;

	/* A process that was just forked makes one more or less, by what it still shares: the least counts. */
	for (int i = 0; i < 10; i++) {
		long fewer = faults_of(w, 1), more = faults_of(w, 1 + 1009);

		if (fewer < 0 || more < 0)
			cr_skip_test("real-time scheduling is refused here");
		none = fewer < none ? fewer : none;
		some = more < some ? more : some;
	}
	cr_expect_eq(some - none, 1009, "%ld faults in 1009 operations", some - none);
}

/* How often the kernel says that this task has waited. */
static long waits_of(const struct workload *w, u64 ops, struct worker *worker)
{
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);
	cr_assert_eq(w->run(worker, ops), 0, "%s", w->name);
	getrusage(RUSAGE_SELF, &after);
	return after.ru_nvcsw - before.ru_nvcsw;
}

/* Whoever hands over the CPU for an answer waits exactly once an operation. */
Test(workloads, who_talks_to_a_partner_waits_once_an_operation)
{
	static const char *const names[] = { "pipe", "futex", "unix", "tcp", "udp" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct workload *w = workload_find(names[i]);
		struct worker worker = { .fd = -1 };
		int err = w->setup(&worker);
		long none, some;

		if (err == -EPERM || err == -EACCES) {
			w->teardown(&worker);
			continue;
		}
		cr_assert_eq(err, 0, "%s: %s", names[i], strerror(-err));
		waits_of(w, 3, &worker);
		none = waits_of(w, 0, &worker);
		some = waits_of(w, 101, &worker);
		cr_expect_eq(some - none, 101, "%s: %ld waits in 101 operations", names[i], some - none);
		w->teardown(&worker);
	}
}

Test(workloads, can_be_torn_down_half_made)
{
	for (const struct workload *const *p = workloads; *p; p++) {
		struct worker worker = { .fd = -1 };

		if ((*p)->teardown)
			(*p)->teardown(&worker);
	}
}

/* Set up again and again, they leave no descriptor and no process behind. */
Test(workloads, leave_nothing_behind)
{
	for (const struct workload *const *p = workloads; *p; p++) {
		int before = dup(0), after;

		close(before);
		for (int i = 0; i < 3; i++) {
			struct worker worker = { .fd = -1 };

			if ((*p)->setup)
				(*p)->setup(&worker);
			if ((*p)->teardown)
				(*p)->teardown(&worker);
		}
		after = dup(0);
		close(after);
		cr_expect_eq(after, before, "%s: %d descriptors are left", (*p)->name, after - before);
		cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "%s: a process is left", (*p)->name);
	}
}

/* Where this process's network is, and whether its loopback device is up. */
static ino_t network_of(short *flags)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct stat st = { 0 };

	*flags = fd >= 0 && !ioctl(fd, SIOCGIFFLAGS, &lo) ? lo.ifr_flags : 0;
	if (fd >= 0)
		close(fd);
	stat("/proc/self/ns/net", &st);
	return st.st_ino;
}

Test(workloads, sockets_of_a_network_apart_leave_this_one_alone)
{
	static const char *const names[] = { "tcp", "udp" };
	short before, after;
	ino_t home = network_of(&before);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct workload *w = workload_find(names[i]);
		struct worker worker = { .fd = -1 };

		if (!w->setup(&worker))
			cr_expect_eq(w->run(&worker, 5), 0, "%s", names[i]);
		cr_expect_eq(network_of(&after), home, "%s", names[i]);
		cr_expect_eq(after, before, "%s: loopback had flags %x and has %x", names[i], before, after);
		w->teardown(&worker);
	}
}

/* Of a kernel that hides its symbols nothing is claimed. */
Test(workloads, a_function_that_is_not_there_is_told_from_one_that_is)
{
	FILE *in = fopen("/proc/kallsyms", "re");
	char name[256], type;
	bool found = false;

	while (in && !found && fscanf(in, "%*s %c %255s%*[^\n]", &type, name) == 2)
		found = type == 't' || type == 'T';
	if (in)
		fclose(in);
	if (!found)
		cr_skip_test("/proc/kallsyms names no function here");
	cr_expect(env_has_function(name), "%s", name);
	cr_expect_not(env_has_function("pb_no_kernel_has_this"));
	cr_expect_not(env_has_function(""));
}

Test(workloads, the_mix_declares_the_sum_of_its_parts)
{
	const struct workload *mixed = workload_find("mixed");
	unsigned int calls = 0, system_calls = 0;

	for (const struct mixed_part *p = mixed_parts; p->workload; p++) {
		calls += p->times * p->calls;
		system_calls += p->times * p->workload->events[PB_EV_SYSCALL];
		/* Where the mix looks at the very function that the part looks at, both must agree. */
		if (!strcmp(p->workload->func, mixed->func))
			cr_expect_eq(p->calls, p->workload->events[PB_EV_CALL], "%s", p->workload->name);
	}
	cr_expect_eq(mixed->events[PB_EV_CALL], calls);
	cr_expect_eq(mixed->events[PB_EV_SYSCALL], system_calls);
}

/* A reader finds every workload with the function and the events that it declares. */
Test(workloads, each_has_a_row_in_the_documentation)
{
	char *text;

	cr_assert_eq(file_read("docs/overhead.md", &text, NULL), 0);
	for (const struct workload *const *p = workloads; *p; p++) {
		const struct workload *w = *p;
		char *name = str_fmt("\n| `%s` | ", w->name), *row = strstr(text, name);
		char *line = row ? str_fmt("%.*s", (int)strcspn(row + 1, "\n"), row + 1) : NULL;
		char *events = str_fmt(" | `%s` | %u | %u |", w->func ? w->func : "", w->events[PB_EV_CALL],
				       w->events[PB_EV_SYSCALL]);

		if (w->tracepoint)
			text_add(&events, " `%s`, %u |", w->tracepoint, w->events[PB_EV_TRACE]);
		else
			text_add(&events, " |");

		cr_expect_not_null(row, "%s", w->name);
		if (row && w->func)
			cr_expect(str_ends(line, events), "%s: no \"%s\" at the end of: %s", w->name, events, line);
		free(events);
		free(line);
		free(name);
	}
	free(text);
}
