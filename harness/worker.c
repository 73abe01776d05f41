// SPDX-License-Identifier: GPL-2.0-only
/*
 * worker - a second process for workloads that need one.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker.h"

static cpu_set_t partner_allowed; /* CPUs of this task before partner_start() */

static int partner_pin(void)
{
	const struct sched_param lowest = { .sched_priority = 1 };
	cpu_set_t here;

	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	if (sched_getaffinity(0, sizeof(partner_allowed), &partner_allowed) ||
	    sched_setaffinity(0, sizeof(here), &here) || sched_setscheduler(0, SCHED_FIFO, &lowest))
		return -errno;
	return 0;
}

int partner_start(struct partner *p, void (*serve)(int in, int out))
{
	int to[2], from[2], err = partner_pin();

	if (err)
		return err;
	if (pipe2(to, O_CLOEXEC))
		return -errno;
	if (pipe2(from, O_CLOEXEC)) {
		err = -errno;
		close(to[0]);
		close(to[1]);
		return err;
	}
	p->pid = fork();
	if (!p->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(to[1]);
		close(from[0]);
		serve(to[0], from[1]);
		_exit(0);
	}
	err = p->pid < 0 ? -errno : 0;
	close(to[0]);
	close(from[1]);
	p->to = to[1];
	p->from = from[0];
	return err;
}

void partner_stop(struct partner *p)
{
	const struct sched_param none = { 0 };

	if (p->to)
		close(p->to);
	if (p->from)
		close(p->from);
	if (p->pid > 0)
		waitpid(p->pid, NULL, 0);
	sched_setscheduler(0, SCHED_OTHER, &none);
	if (CPU_COUNT(&partner_allowed))
		sched_setaffinity(0, sizeof(partner_allowed), &partner_allowed);
	*p = (struct partner){ 0 };
}
