// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen - numbered events from a process that does nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "proc.h"
#include "upgrade/gen.h"

#define GEN_POLL_NS 50000
/*
 * Looks, of about a thousand instructions, between two PAUSEs: who never pauses may keep an emulator's only thread for
 * millions of instructions, in which the generator makes no event.
 */
#define GEN_TURN 64
#define GEN_SLOW_TICKS 100000 /* between events from GEN_SLOW on: some upgrades take long */

int gen_pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

static void gen_getpgid(u64 n)
{
	syscall(SYS_getpgid, UP_BASE + (int)n);
}

/* One round; the number of the next event is published after the event. */
static void gen_round(const struct gen *g)
{
	struct gen_line *line = g->line;

	for (u64 n = 0; n < UP_EVENTS && !__atomic_load_n(&line->stop, __ATOMIC_RELAXED); n++) {
		g->event(n);
		line->stamps[n] = clock_read();
		while (n >= GEN_SLOW && clock_read() - line->stamps[n] < GEN_SLOW_TICKS)
			;
		__atomic_store_n(&line->issued, n + 1, __ATOMIC_RELEASE);
	}
}

static void gen_serve(const struct gen *g, int go, int done)
{
	char byte = 0;

	while (write(done, &byte, 1) == 1 && read(go, &byte, 1) == 1)
		gen_round(g);
	_exit(0);
}

static bool gen_byte(int fd)
{
	char byte;
	ssize_t n;

	do
		n = read(fd, &byte, 1);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

int gen_start(struct gen *g, int cpu)
{
	int go[2], done[2];
	pid_t parent = getpid();

	*g = (struct gen){ .go = -1, .done = -1, .event = g->event ? g->event : gen_getpgid };
	g->line = mmap(NULL, sizeof(*g->line), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (g->line == MAP_FAILED) {
		g->line = NULL;
		return -errno;
	}
	if (pipe2(go, O_CLOEXEC))
		return -errno;
	if (pipe2(done, O_CLOEXEC)) {
		close(go[0]);
		close(go[1]);
		return -errno;
	}
	g->pid = fork();
	if (!g->pid) {
		close(go[1]);
		close(done[0]);
		proc_child_setup(parent);
		if (gen_pin(cpu))
			_exit(1);
		gen_serve(g, go[0], done[1]);
	}
	close(go[0]);
	close(done[1]);
	g->go = go[1];
	g->done = done[0];
	if (g->pid < 0)
		return -errno;
	return gen_byte(g->done) ? 0 : -ECHILD;
}

int gen_go(struct gen *g)
{
	char byte = 0;

	g->line->issued = 0;
	g->line->stop = 0;
	return write(g->go, &byte, 1) == 1 ? 0 : -errno;
}

u64 gen_issued(const struct gen *g)
{
	return __atomic_load_n(&g->line->issued, __ATOMIC_ACQUIRE);
}

bool gen_full(const struct gen *g)
{
	return gen_issued(g) >= UP_EVENTS;
}

static bool gen_wait_for(struct gen *g, u64 n, u64 ticks, const struct timespec *nap)
{
	u64 begin = clock_read();

	for (unsigned int i = 1; gen_issued(g) <= n && !gen_full(g); i++) {
		if (waitpid(g->pid, NULL, WNOHANG)) {
			/* Its number is free: gen_end() must not kill whoever gets it. */
			g->pid = 0;
			return false;
		}
		if (ticks && clock_read() - begin > ticks)
			break;
		if (nap)
			nanosleep(nap, NULL);
		else if (!(i % GEN_TURN))
			__builtin_ia32_pause();
	}
	return true;
}

bool gen_wait(struct gen *g, u64 n)
{
	const struct timespec nap = { .tv_nsec = GEN_POLL_NS };

	return gen_wait_for(g, n, 0, &nap);
}

bool gen_wait_busy(struct gen *g, u64 n, u64 ticks)
{
	return gen_wait_for(g, n, ticks, NULL);
}

u64 gen_halt(struct gen *g)
{
	__atomic_store_n(&g->line->stop, 1, __ATOMIC_RELAXED);
	gen_byte(g->done);
	return gen_issued(g);
}

void gen_end(struct gen *g)
{
	if (g->go >= 0)
		close(g->go);
	if (g->done >= 0)
		close(g->done);
	if (g->pid > 0) {
		kill(g->pid, SIGKILL);
		while (waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (g->line)
		munmap(g->line, sizeof(*g->line));
	*g = (struct gen){ .go = -1, .done = -1 };
}
