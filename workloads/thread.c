// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread - create a thread that ends at once, and wait for its end.
 *
 * A fork without the memory: what a server pays that makes a thread for every request. A process apart
 * does it (worker.h says why). By libc's clone() on one stack that stays, because pthread_create() maps
 * a stack and makes as many system calls as its version likes.
 */
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

#define THREAD_STACK_BYTES (16 * 1024)
#define THREAD_FLAGS                                                                               \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |        \
	 CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

struct thread {
	char stack[THREAD_STACK_BYTES] __attribute__((aligned(16)));
	pid_t id; /* the kernel clears it when the thread has ended */
};

/* It shares even errno with its creator: nothing of libc here. */
static int thread_body(void *arg)
{
	return 0;
}

static int thread_once(void *arg)
{
	static struct thread t; /* of the process apart */
	pid_t id = clone(thread_body, t.stack + sizeof(t.stack), THREAD_FLAGS, NULL, &t.id, NULL, &t.id);

	if (id < 0)
		return -errno;
	/* Once at least, also if it has ended already: the number of system calls is fixed. */
	do
		syscall(SYS_futex, &t.id, FUTEX_WAIT, id, NULL, NULL, 0);
	while (__atomic_load_n(&t.id, __ATOMIC_SEQ_CST));
	return 0;
}

static int thread_setup(struct worker *w)
{
	return apart_setup(w, thread_once, NULL);
}

const struct workload workload_thread = {
	.name = "thread",
	.summary = "a thread that ends at once, and its end awaited, per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "kernel_clone",
	.tracepoint = "task:task_newtask",
	.setup = thread_setup,
	.run = apart_run,
	.teardown = apart_teardown,
	.many_tasks = true,
	.apart = true,
	.wavers = true,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 3, [PB_EV_TRACE] = 1 },
};
