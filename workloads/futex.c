// SPDX-License-Identifier: GPL-2.0-only
/*
 * futex - hand a turn to another process and get it back, by a word of shared memory.
 *
 * What locks and condition variables come to when they are contended: two wake-ups, two waits and two
 * context switches an operation, with no file in between. Each side waits exactly once for its turn,
 * also when it finds that it has it already, so that the number of system calls is fixed. Not do_futex():
 * it has seven arguments, more than a BPF trampoline of 6.1 can pass on.
 */
#include <errno.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

enum futex_turn { FUTEX_OURS, FUTEX_THEIRS };

struct futex {
	struct partner partner;
	u32 *turn; /* shared: enum futex_turn */
};

static void futex_pass(u32 *turn, enum futex_turn to)
{
	__atomic_store_n(turn, to, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Wait until it is no longer @turn of the other one. Is it so? */
static bool futex_await(u32 *turn, enum futex_turn other)
{
	long err;

	do
		err = syscall(SYS_futex, turn, FUTEX_WAIT, other, NULL, NULL, 0);
	while (__atomic_load_n(turn, __ATOMIC_SEQ_CST) == (u32)other &&
	       (!err || errno == EAGAIN || errno == EINTR));
	return __atomic_load_n(turn, __ATOMIC_SEQ_CST) != (u32)other;
}

static void futex_serve(int in, int out, void *arg)
{
	u32 *turn = arg;

	while (futex_await(turn, FUTEX_OURS))
		futex_pass(turn, FUTEX_OURS);
}

static int futex_setup(struct worker *w)
{
	struct futex *f = mem_alloc(1, sizeof(*f));

	w->priv = f;
	f->turn = mmap(NULL, sizeof(*f->turn), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f->turn == MAP_FAILED) {
		f->turn = NULL;
		return -errno;
	}
	return partner_start(&f->partner, futex_serve, f->turn);
}

static int futex_run(struct worker *w, u64 n)
{
	const struct futex *f = w->priv;

	while (n--) {
		futex_pass(f->turn, FUTEX_THEIRS);
		if (!futex_await(f->turn, FUTEX_THEIRS))
			return -EIO;
	}
	return 0;
}

static void futex_teardown(struct worker *w)
{
	struct futex *f = w->priv;

	if (!f)
		return;
	partner_stop(&f->partner);
	if (f->turn)
		munmap(f->turn, sizeof(*f->turn));
	free(f);
	w->priv = NULL;
}

const struct workload workload_futex = {
	.name = "futex",
	.summary = "a turn to another process and back by a futex per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "futex_wake",
	.setup = futex_setup,
	.run = futex_run,
	.teardown = futex_teardown,
	.many_tasks = true,
	.wavers = true,
	.bodies = bodies_deep,
	.events = { [PB_EV_CALL] = 2, [PB_EV_RETURN] = 2, [PB_EV_SYSCALL] = 4 },
};
