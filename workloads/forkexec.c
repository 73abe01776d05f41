// SPDX-License-Identifier: GPL-2.0-only
/*
 * forkexec - create a process that executes another program, and collect it.
 *
 * What a shell does all day, and the way posix_spawn() does it: the child borrows its parent's memory until
 * it has its own, so that none is copied (forkexit has that). The program is the smallest there can be
 * (tiny.h), written into memory: what a real one does after it has been loaded is its own affair, and one
 * on a disk would be another one on every machine. A process apart does it (worker.h says why).
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry.h"
#include "tiny.h"
#include "worker.h"

#define FORKEXEC_STACK_BYTES (16 * 1024)

/* In the memory of its parent, which waits for it to have another: nothing of libc here. */
static int forkexec_child(void *arg)
{
	static char name[] = "tiny";
	static char *const argv[] = { name, NULL }, *const envp[] = { NULL };
	const struct worker *w = arg;

	syscall(SYS_execveat, w->fd, "", argv, envp, AT_EMPTY_PATH);
	syscall(SYS_exit_group, 127);
	return 0;
}

static int forkexec_once(void *arg)
{
	static char stack[FORKEXEC_STACK_BYTES] __attribute__((aligned(16)));
	long pid = clone(forkexec_child, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, arg);
	int status;

	if (pid < 0 || syscall(SYS_wait4, pid, &status, 0, NULL) != pid)
		return -errno;
	return status ? -ENOEXEC : 0;
}

static int forkexec_setup(struct worker *w)
{
	w->fd = memory_file("tiny", true);
	if (w->fd < 0)
		return w->fd;
	if (write(w->fd, &tiny_program, sizeof(tiny_program)) != (ssize_t)sizeof(tiny_program))
		return -EIO;
	return apart_setup(w, forkexec_once, w);
}

static void forkexec_teardown(struct worker *w)
{
	apart_teardown(w);
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

const struct workload workload_forkexec = {
	.name = "forkexec",
	.summary = "vfork(), exec() of a tiny program that exits, wait() per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "begin_new_exec",
	.tracepoint = "sched:sched_process_exec",
	.setup = forkexec_setup,
	.run = apart_run,
	.teardown = forkexec_teardown,
	.many_tasks = true,
	.apart = true,
	.wavers = true,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 4, [PB_EV_TRACE] = 1 },
};
