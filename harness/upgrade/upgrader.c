// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrader - the process that upgrades, apart from the one that watches.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"
#include "upgrade/klog.h"
#include "upgrade/program.h"
#include "upgrade/upgrader.h"

#define UPGRADER_GRACE_MS 1000 /* for a killed process to go */
#define UPGRADER_NAP_MS	  5

struct upgrader_order {
	enum upgrader_work work;
	u32 arg;
	const struct failure_side *side; /* the same address in parent and child */
};

static int upgrader_steps(struct upgrade *u, u32 from, const struct failure_side *side, u32 *step)
{
	const char *function = u->function;
	int err = 0;

	program_replace(side ? side->elf : NULL);
	if (side && side->function)
		u->function = side->function;
	for (*step = from; !err && *step < upgrade_steps(u); ++*step) {
		err = upgrade_step(u, *step);
		if (err)
			break;
	}
	program_replace(NULL);
	u->function = function;
	return err;
}

static void upgrader_work(struct upgrade *u, const struct upgrader_order *o, struct upgrader_answer *a)
{
	/* libbpf says itself why a program was refused; why a module was, the kernel's log alone. */
	int log = strcmp(u->strategy->arm, "kmod") ? -1 : klog_open();
	char words[200] = "";

	*u->reason = 0;
	switch (o->work) {
	case UPGRADER_OPEN:
		a->err = u->strategy->open(u);
		break;
	case UPGRADER_STEPS:
		a->err = upgrader_steps(u, o->arg, o->side, &a->step);
		a->refusal = u->refusal;
		break;
	case UPGRADER_CLOSE:
		a->err = u->strategy->close(u);
		break;
	case UPGRADER_ANEW:
		a->err = u->strategy->close(u);
		u->from = u->to;
		if (!a->err)
			a->err = u->strategy->open(u);
		break;
	}
	klog_reason(log, words, sizeof(words));
	snprintf(a->reason, sizeof(a->reason), "%s%s%s", u->reason, a->err && *words ? "; " : "", a->err ? words : "");
}

static void upgrader_serve(struct upgrade *u, int order, int answer)
{
	struct upgrader_order o;

	while (read(order, &o, sizeof(o)) == (ssize_t)sizeof(o)) {
		struct upgrader_answer a = { 0 };

		upgrader_work(u, &o, &a);
		if (write(answer, &a, sizeof(a)) != (ssize_t)sizeof(a))
			break;
	}
	_exit(0);
}

int upgrader_start(struct upgrader *up, const struct upgrade *u)
{
	int order[2], answer[2];
	pid_t parent = getpid();
	struct upgrade own = *u;

	*up = (struct upgrader){ .order = -1, .answer = -1 };
	if (pipe2(order, O_CLOEXEC))
		return -errno;
	if (pipe2(answer, O_CLOEXEC)) {
		close(order[0]);
		close(order[1]);
		return -errno;
	}
	up->pid = fork();
	if (!up->pid) {
		proc_child_setup(parent);
		close(order[1]);
		close(answer[0]);
		upgrader_serve(&own, order[0], answer[1]);
	}
	close(order[0]);
	close(answer[1]);
	up->order = order[1];
	up->answer = answer[0];
	return up->pid < 0 ? -ECHILD : 0;
}

int upgrader_do(struct upgrader *up, enum upgrader_work work, u32 arg, const struct failure_side *side,
		unsigned int seconds, struct upgrader_answer *answer)
{
	struct upgrader_order o = { .work = work, .arg = arg, .side = side };
	struct pollfd p = { .fd = up->answer, .events = POLLIN };
	int n;

	*answer = (struct upgrader_answer){ 0 };
	if (write(up->order, &o, sizeof(o)) != (ssize_t)sizeof(o))
		return -ECHILD;
	while ((n = poll(&p, 1, (int)seconds * 1000)) < 0 && errno == EINTR)
		;
	if (!n)
		return -ETIMEDOUT;
	return read(up->answer, answer, sizeof(*answer)) == (ssize_t)sizeof(*answer) ? 0 : -ECHILD;
}

bool upgrader_kill(struct upgrader *up)
{
	const struct timespec nap = { .tv_nsec = UPGRADER_NAP_MS * 1000000 };
	pid_t got = 0;

	if (up->pid <= 0)
		return true;
	kill(up->pid, SIGKILL);
	for (int ms = 0; ms < UPGRADER_GRACE_MS && !got; ms += UPGRADER_NAP_MS) {
		got = waitpid(up->pid, NULL, WNOHANG);
		if (!got)
			nanosleep(&nap, NULL);
	}
	close(up->order);
	close(up->answer);
	up->pid = 0;
	return got != 0;
}
