// SPDX-License-Identifier: GPL-2.0-only
/*
 * forkexec - create a process that executes another program, and collect it.
 *
 * What a shell does all day. The program is the smallest there can be (tiny.h), written into memory:
 * what a real one does after it has been loaded is its own affair, and one on a disk would be another
 * one on every machine. A process apart does the forking (worker.h says why).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry.h"
#include "tiny.h"
#include "worker.h"

static int forkexec_once(void *arg)
{
	static char name[] = "tiny";
	char *const argv[] = { name, NULL }, *const envp[] = { NULL };
	const struct worker *w = arg;
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	int status;

	if (!pid) {
		syscall(SYS_execveat, w->fd, "", argv, envp, AT_EMPTY_PATH);
		syscall(SYS_exit_group, 127);
	}
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
	.summary = "fork(), exec() of a tiny program that exits, wait() per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "begin_new_exec",
	.setup = forkexec_setup,
	.run = apart_run,
	.teardown = forkexec_teardown,
	.many_tasks = true,
	.wavers = true,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 4 },
};
