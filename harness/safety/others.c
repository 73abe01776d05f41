// SPDX-License-Identifier: GPL-2.0-only
/*
 * others - the processes around a fault: the trigger, bystanders, churn.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "safety/attempt.h"

#define OTHER_POLL_MS 5
#define OTHER_GRACE_S 1.0 /* between the kernel's word that something is stuck and our belief */

double attempt_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void attempt_pin(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

void attempt_spare(bool spared)
{
	const char *score = spared ? "-1000" : "0";
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, score, strlen(score)) < 0)
		perror("oom_score_adj");
	if (fd >= 0)
		close(fd);
}

pid_t other_start(struct attempt *a, const char *comm, unsigned int cpu,
		  int (*body)(struct attempt *a, unsigned int arg), unsigned int arg)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_NAME, comm);
	attempt_spare(a->fault->spared && !strcmp(comm, FAULT_TRIGGER));
	attempt_pin(cpu);
	_exit(body(a, arg) ? 1 : 0);
}

static const char *other_end(int status)
{
	static char word[24];

	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status) ? "failed" : "done";
	snprintf(word, sizeof(word), "killed:%d", WTERMSIG(status));
	return word;
}

const char *other_wait(struct attempt *a, pid_t pid, unsigned int limit_s)
{
	double until = attempt_clock() + limit_s;
	bool was_stuck = a->lockup, cut = false;
	int status;

	if (pid < 0)
		return "failed";
	while (attempt_clock() < until) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			return other_end(status);
		if (got < 0 && errno != EINTR)
			return "failed";
		watch_tick(a);
		if (a->lockup && !was_stuck && !cut) {
			cut = true;
			if (attempt_clock() + OTHER_GRACE_S < until)
				until = attempt_clock() + OTHER_GRACE_S;
		}
		poll(NULL, 0, OTHER_POLL_MS);
	}
	return "stuck";
}

const char *other_run(struct attempt *a, const char *comm, unsigned int cpu,
		      int (*body)(struct attempt *a, unsigned int arg), unsigned int arg,
		      unsigned int limit_s)
{
	return other_wait(a, other_start(a, comm, cpu, body, arg), limit_s);
}

int body_trigger(struct attempt *a, unsigned int round)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (a->fault->trigger) {
		a->fault->trigger(round);
		return 0;
	}
	for (long n = 0; n < FAULT_EVENTS; n++)
		syscall(SYS_getpgid, (long)FAULT_PID + n, page);
	return 0;
}

static int bystander_once(void)
{
	char buf[512];
	int fd = open("/proc/self/stat", O_RDONLY), ends[2], status;
	pid_t pid;

	if (fd < 0 || read(fd, buf, sizeof(buf)) <= 0 || close(fd) || pipe(ends))
		return -1;
	pid = fork();
	if (!pid)
		_exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
	if (pid < 0 || read(ends[0], buf, 1) != 1 || *buf != 'x' || waitpid(pid, &status, 0) != pid)
		return -1;
	close(ends[0]);
	close(ends[1]);
	return status;
}

/* What any other program does: read a file, start a process, talk to it, get memory. */
int body_bystander(struct attempt *a, unsigned int arg)
{
	for (int i = 0; i < 3; i++) {
		size_t size = 256 << 10;
		char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			       0);

		if (p == MAP_FAILED || bystander_once())
			return -1;
		memset(p, i, size);
		munmap(p, size);
	}
	return 0;
}

/*
 * A processor that is stuck with interrupts off is missed only by who waits for all of them. On a machine
 * with other work there is always somebody: a process that ended is one.
 */
int body_other_work(struct attempt *a, unsigned int arg)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
		usleep(200000);
	}
}

/* Objects of every small size, taken and given back: who wrote into free memory shows it now. */
static void churn_slab(void)
{
	struct {
		long type;
		char text[2048];
	} msg = { .type = 1 };
	int queue = msgget(IPC_PRIVATE, 0600);

	memset(msg.text, 0x11, sizeof(msg.text));
	for (size_t size = 8; queue >= 0 && size <= 1900; size += size / 2) {
		for (int i = 0; i < 40; i++)
			if (msgsnd(queue, &msg, size, IPC_NOWAIT))
				break;
		while (msgrcv(queue, &msg, sizeof(msg.text), 0, IPC_NOWAIT | MSG_NOERROR) >= 0)
			;
	}
	if (queue >= 0)
		msgctl(queue, IPC_RMID, NULL);
}

/* slub_debug lets user space ask for a check of every object of a cache. */
static void churn_validate(void)
{
	static const unsigned int sizes[] = { 8,   16,	32,  64,   96,	 128,
					      192, 256, 512, 1024, 2048, 4096 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char path[64];
		int fd;

		snprintf(path, sizeof(path), "/sys/kernel/slab/kmalloc-%u/validate", sizes[i]);
		fd = open(path, O_WRONLY);
		if (fd < 0)
			continue;
		if (write(fd, "1", 1) < 0 && errno != EINVAL)
			perror(path);
		close(fd);
	}
}

int body_churn(struct attempt *a, unsigned int arg)
{
	churn_slab();
	if (a->detect)
		churn_validate();
	return body_bystander(a, arg);
}
