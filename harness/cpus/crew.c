// SPDX-License-Identifier: GPL-2.0-only
/*
 * crew - processes that do the same at once.
 *
 * Each waits for an order in its pipe, then, running, for the others, so that none of what is timed is done while
 * another one still wakes up. What is timed ends for each by itself: the slowest to come has no part of the others' time.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "cpus/crew.h"
#include "registry.h"
#include "sample_batch.h"
#include "worker.h"

#define CREW_CHUNK 64 /* operations between two looks at the clock */
#define CREW_PATIENCE_NS 5000000000ull /* for the others to come */

struct crew_result {
	u64 ops, ns;
	int err;
	bool switched; /* another task took the CPU */
	u8 pad[128 - 2 * sizeof(u64) - sizeof(int) - sizeof(bool)];
};

struct crew_shared {
	u64 ns;
	unsigned int n, there;
	struct crew_result of[CREW_MOST];
};

unsigned int crew_cpus(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : (unsigned int)n;
}

/* CPU number @which of those that are online, whatever this task may use now. */
static int crew_pin(unsigned int which)
{
	cpu_set_t one;

	for (unsigned int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		if (!sched_setaffinity(0, sizeof(one), &one) && !which--)
			return 0;
	}
	return -ENODEV;
}

static int crew_once(struct crew_shared *s, const struct workload *w, struct worker *worker, struct crew_result *r)
{
	u64 start = clock_ns(), now = start;
	struct rusage before, after;
	int err = 0;

	__atomic_add_fetch(&s->there, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&s->there, __ATOMIC_SEQ_CST) < s->n)
		if (clock_ns() - start > CREW_PATIENCE_NS)
			return -ETIMEDOUT;
	getrusage(RUSAGE_THREAD, &before);
	start = now = clock_ns();
	for (r->ops = 0; !err && now - start < s->ns; now = clock_ns()) {
		err = w->run(worker, CREW_CHUNK);
		r->ops += CREW_CHUNK;
	}
	r->ns = now - start;
	getrusage(RUSAGE_THREAD, &after);
	r->switched = after.ru_nivcsw != before.ru_nivcsw;
	return err;
}

static void crew_serve(struct crew_shared *s, const struct workload *w, unsigned int which, int in, int out)
{
	struct worker worker = { .fd = -1 };
	struct crew_result *r = &s->of[which];
	int err = crew_pin(which);
	char c;

	if (!err && w->setup)
		err = w->setup(&worker);
	while (read(in, &c, 1) == 1) {
		/* Where this is refused, what was interrupted is thrown away instead. */
		batch_hold(w);
		r->err = err ? err : crew_once(s, w, &worker, r);
		batch_release(w);
		if (write(out, &c, 1) != 1)
			break;
	}
	if (w->teardown)
		w->teardown(&worker);
}

static int crew_add(struct crew *c, const struct workload *w)
{
	int in, out;
	pid_t pid = fork_piped(&in, &out);

	if (pid < 0)
		return pid;
	if (!pid) {
		crew_serve(c->shared, w, c->n, in, out);
		_exit(0);
	}
	c->member[c->n].pid = pid;
	c->member[c->n].to = out;
	c->member[c->n++].from = in;
	return 0;
}

int crew_start(struct crew *c, unsigned int n, const struct workload *w)
{
	void *shared = mmap(NULL, sizeof(*c->shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int err = 0;

	*c = (struct crew){ .n = 0 };
	if (shared == MAP_FAILED)
		return -errno;
	c->shared = shared;
	if (n > CREW_MOST || n > crew_cpus())
		return -E2BIG;
	while (c->n < n && !err)
		err = crew_add(c, w);
	return err;
}

void crew_stop(struct crew *c)
{
	for (unsigned int i = 0; i < c->n; i++) {
		close(c->member[i].to);
		close(c->member[i].from);
		kill(c->member[i].pid, SIGKILL);
		waitpid(c->member[i].pid, NULL, 0);
	}
	if (c->shared)
		munmap(c->shared, sizeof(*c->shared));
	*c = (struct crew){ .n = 0 };
}

int crew_work(struct crew *c, unsigned int n, u64 ns, u64 *ops, double *ns_per_op, bool *switched)
{
	struct crew_shared *s = c->shared;
	int err = n && n <= c->n ? 0 : -E2BIG;
	char order = 0;

	*ops = 0;
	*ns_per_op = 0;
	*switched = false;
	if (err)
		return err;
	s->ns = ns;
	s->n = n;
	__atomic_store_n(&s->there, 0, __ATOMIC_SEQ_CST);
	for (unsigned int i = 0; i < n; i++)
		if (write(c->member[i].to, &order, 1) != 1)
			err = -EPIPE;
	for (unsigned int i = 0; i < n; i++)
		if (read(c->member[i].from, &order, 1) != 1)
			err = -EPIPE;
	for (unsigned int i = 0; i < n && !err; i++) {
		err = s->of[i].err ? s->of[i].err : s->of[i].ops ? 0 : -ENODATA;
		if (err)
			break;
		*ops += s->of[i].ops;
		*switched |= s->of[i].switched;
		*ns_per_op += (double)s->of[i].ns / (double)s->of[i].ops / n;
	}
	return err;
}
