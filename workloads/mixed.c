// SPDX-License-Identifier: GPL-2.0-only
/*
 * mixed - a fixed mix of the other workloads: an operation is a turn of a small server.
 *
 * No single path is hot, as in most real programs. The mix is mixed_parts[], and its numbers of events
 * are the sums over it, which a unit test holds against the declaration. vfs_read() is called by the
 * parts that read: readwrite, epoll (its eventfd) and pipe (both ends).
 */
#include <errno.h>
#include <stdlib.h>

#include "registry.h"
#include "mixed.h"

extern const struct workload workload_getppid, workload_stat, workload_openclose, workload_readwrite,
	workload_fsync, workload_signal, workload_timer, workload_epoll, workload_pipe;

const struct mixed_part mixed_parts[] = {
	{ &workload_epoll, 1, 1 },     /* be told that there is something to do */
	{ &workload_timer, 1, 0 },     /* guard it with a time-out */
	{ &workload_stat, 2, 0 },      /* look at files, */
	{ &workload_openclose, 2, 0 }, /* open them, */
	{ &workload_readwrite, 4, 1 }, /* copy their data */
	{ &workload_fsync, 1, 0 },     /* and write some down */
	{ &workload_getppid, 8, 0 },   /* the small calls in between */
	{ &workload_signal, 1, 0 },    /* something interrupts */
	{ &workload_pipe, 1, 2 },      /* hand the result to another process, and have its answer */
	{ .workload = NULL },
};

#define MIXED_PARTS ARRAY_SIZE(mixed_parts)

static int mixed_setup(struct worker *w)
{
	struct worker *parts = mem_alloc(MIXED_PARTS, sizeof(*parts));
	int err = 0;

	w->priv = parts;
	for (size_t i = 0; i < MIXED_PARTS; i++)
		parts[i].fd = -1;
	for (size_t i = 0; !err && mixed_parts[i].workload; i++)
		if (mixed_parts[i].workload->setup)
			err = mixed_parts[i].workload->setup(&parts[i]);
	return err;
}

static int mixed_run(struct worker *w, u64 n)
{
	struct worker *parts = w->priv;

	while (n--)
		for (size_t i = 0; mixed_parts[i].workload; i++) {
			int err = mixed_parts[i].workload->run(&parts[i], mixed_parts[i].times);

			if (err)
				return err;
		}
	return 0;
}

static void mixed_teardown(struct worker *w)
{
	struct worker *parts = w->priv;

	for (size_t i = MIXED_PARTS; parts && i--;)
		if (mixed_parts[i].workload && mixed_parts[i].workload->teardown)
			mixed_parts[i].workload->teardown(&parts[i]);
	free(parts);
	w->priv = NULL;
}

const struct workload workload_mixed = {
	.name = "mixed",
	.summary = "a turn of a small server: 21 operations of nine other workloads per operation",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "vfs_read",
	.setup = mixed_setup,
	.run = mixed_run,
	.teardown = mixed_teardown,
	.many_tasks = true,
	.wavers = true,
	.bodies = bodies_lead,
	.events = { [PB_EV_CALL] = 7, [PB_EV_RETURN] = 7, [PB_EV_SYSCALL] = 35 },
};
