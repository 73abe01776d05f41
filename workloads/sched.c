// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched - groups of processes that send one another messages, as hackbench does.
 *
 * An operation is a round: this task sends a message to the sender of every group, each of which sends
 * one to each of its receivers and waits for all their answers before it answers itself. Every process
 * is woken and runs, one after the other, so that the scheduler is most of the cost. Datagrams, because
 * with them each system call takes exactly one message, whatever the order.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

#define SCHED_GROUPS	2
#define SCHED_RECEIVERS 4
#define SCHED_BYTES	100 /* as hackbench */
/* There and back: to every sender, and from there to every receiver. */
#define SCHED_MESSAGES (2 * SCHED_GROUPS * (1 + SCHED_RECEIVERS))

/* A process and the two ends of its line to whom it works for. */
struct sched_task {
	struct partner partner;
	int boss, own;
};

struct sched_group {
	struct sched_task sender, receivers[SCHED_RECEIVERS];
};

struct sched {
	struct sched_group groups[SCHED_GROUPS];
};

static bool sched_send(int fd)
{
	static const char message[SCHED_BYTES];

	return syscall(SYS_sendto, fd, message, sizeof(message), MSG_NOSIGNAL, NULL, 0) == SCHED_BYTES;
}

static bool sched_receive(int fd)
{
	char message[SCHED_BYTES];

	return syscall(SYS_recvfrom, fd, message, sizeof(message), 0, NULL, NULL) == SCHED_BYTES;
}

static void sched_answer(int in, int out, void *arg)
{
	const struct sched_task *t = arg;

	while (sched_receive(t->own) && sched_send(t->own))
		;
}

/* All of @g's receivers have had a message and have answered it. */
static bool sched_round(const struct sched_group *g)
{
	for (int i = 0; i < SCHED_RECEIVERS; i++)
		if (!sched_send(g->receivers[i].boss))
			return false;
	for (int i = 0; i < SCHED_RECEIVERS; i++)
		if (!sched_receive(g->receivers[i].boss))
			return false;
	return true;
}

static void sched_lead(int in, int out, void *arg)
{
	const struct sched_group *g = arg;

	while (sched_receive(g->sender.own) && sched_round(g) && sched_send(g->sender.own))
		;
}

static int sched_start(struct sched_task *t, void (*serve)(int in, int out, void *arg), void *arg)
{
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fd))
		return -errno;
	t->boss = fd[0];
	t->own = fd[1];
	return partner_start(&t->partner, serve, arg);
}

static int sched_setup(struct worker *w)
{
	struct sched *s = mem_alloc(1, sizeof(*s));
	int err = 0;

	w->priv = s;
	for (struct sched_group *g = s->groups; !err && g < s->groups + SCHED_GROUPS; g++) {
		for (int i = 0; !err && i < SCHED_RECEIVERS; i++)
			err = sched_start(&g->receivers[i], sched_answer, &g->receivers[i]);
		if (!err)
			err = sched_start(&g->sender, sched_lead, g);
	}
	return err;
}

static int sched_run(struct worker *w, u64 n)
{
	const struct sched *s = w->priv;

	while (n--) {
		for (int i = 0; i < SCHED_GROUPS; i++)
			if (!sched_send(s->groups[i].sender.boss))
				return -EIO;
		for (int i = 0; i < SCHED_GROUPS; i++)
			if (!sched_receive(s->groups[i].sender.boss))
				return -EIO;
	}
	return 0;
}

/* Nothing was started without a line, and descriptor 0 is not one. */
static void sched_stop(struct sched_task *t)
{
	if (!t->boss)
		return;
	partner_stop(&t->partner);
	close(t->boss);
	close(t->own);
}

static void sched_teardown(struct worker *w)
{
	struct sched *s = w->priv;

	for (int g = SCHED_GROUPS; s && g--;) {
		sched_stop(&s->groups[g].sender);
		for (int i = SCHED_RECEIVERS; i--;)
			sched_stop(&s->groups[g].receivers[i]);
	}
	free(s);
	w->priv = NULL;
}

const struct workload workload_sched = {
	.name = "sched",
	.summary = "2 groups of a sender and 4 receivers pass 20 messages per operation, as hackbench",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "unix_dgram_sendmsg",
	.setup = sched_setup,
	.run = sched_run,
	.teardown = sched_teardown,
	.many_tasks = true,
	.wavers = true,
	.bodies = bodies_deep,
	.events = { [PB_EV_CALL] = SCHED_MESSAGES,
		    [PB_EV_RETURN] = SCHED_MESSAGES,
		    [PB_EV_SYSCALL] = 2 * SCHED_MESSAGES },
	.bytes = { [PB_EV_CALL] = SCHED_MESSAGES * SCHED_BYTES },
};
