// SPDX-License-Identifier: GPL-2.0-only
/*
 * worker - a second process for workloads that need one, and one that does the operations itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

/* Since Linux 6.3; who does not say which, is complained of in the kernel's log. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

static int partner_pin(struct partner *p)
{
	const struct sched_param lowest = { .sched_priority = 1 };
	cpu_set_t here;

	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	if (sched_getaffinity(0, sizeof(p->allowed), &p->allowed) ||
	    sched_setaffinity(0, sizeof(here), &here) || sched_setscheduler(0, SCHED_FIFO, &lowest))
		return -errno;
	return 0;
}

pid_t fork_piped(int *in, int *out)
{
	int down[2], up[2], err;
	pid_t pid;

	if (pipe2(down, O_CLOEXEC))
		return -errno;
	if (pipe2(up, O_CLOEXEC)) {
		err = -errno;
		close(down[0]);
		close(down[1]);
		return err;
	}
	pid = fork();
	err = -errno;
	if (!pid)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	*in = pid ? up[0] : down[0];
	*out = pid ? down[1] : up[1];
	close(pid ? down[0] : up[0]);
	close(pid ? up[1] : down[1]);
	if (pid >= 0)
		return pid;
	close(*in);
	close(*out);
	return err;
}

int partner_start(struct partner *p, void (*serve)(int in, int out, void *arg), void *arg)
{
	int in, out, err = partner_pin(p);
	pid_t pid;

	if (err)
		return err;
	pid = fork_piped(&in, &out);
	if (pid < 0)
		return pid;
	if (!pid) {
		serve(in, out, arg);
		_exit(0);
	}
	p->pid = pid;
	p->from = in;
	p->to = out;
	return 0;
}

void partner_stop(struct partner *p)
{
	const struct sched_param none = { 0 };

	if (p->to)
		close(p->to);
	if (p->from)
		close(p->from);
	/* It may wait for something that no closing of ours ends. */
	if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
	}
	sched_setscheduler(0, SCHED_OTHER, &none);
	if (CPU_COUNT(&p->allowed))
		sched_setaffinity(0, sizeof(p->allowed), &p->allowed);
	*p = (struct partner){ 0 };
}

struct apart {
	struct partner partner;
	int (*once)(void *arg);
	void *arg;
};

/* Asked for n operations, do them and answer with how many there were. */
static void apart_serve(int in, int out, void *arg)
{
	const struct apart *a = arg;
	u64 n, done;

	while (syscall(SYS_read, in, &n, sizeof(n)) == sizeof(n)) {
		for (done = 0; done < n && !a->once(a->arg);)
			done++;
		if (syscall(SYS_write, out, &done, sizeof(done)) != sizeof(done))
			return;
	}
}

int apart_setup(struct worker *w, int (*once)(void *arg), void *arg)
{
	struct apart *a = mem_alloc(1, sizeof(*a));

	a->once = once;
	a->arg = arg;
	w->priv = a;
	return partner_start(&a->partner, apart_serve, a);
}

int apart_run(struct worker *w, u64 n)
{
	const struct partner *p = &((struct apart *)w->priv)->partner;
	u64 done = 0;

	if (syscall(SYS_write, p->to, &n, sizeof(n)) != sizeof(n) ||
	    syscall(SYS_read, p->from, &done, sizeof(done)) != sizeof(done))
		return -EIO;
	return done == n ? 0 : -EAGAIN;
}

void apart_teardown(struct worker *w)
{
	if (w->priv)
		partner_stop(&((struct apart *)w->priv)->partner);
	free(w->priv);
	w->priv = NULL;
}

int memory_file(const char *label, bool exec)
{
	int fd = memfd_create(label, MFD_CLOEXEC | (exec ? MFD_EXEC : MFD_NOEXEC_SEAL));

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(label, MFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}
