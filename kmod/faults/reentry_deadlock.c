// SPDX-License-Identifier: GPL-2.0-only
/*
 * reentry_deadlock - the module side: a probe inside a locked region needs the same lock.
 */
#include "pb_fault.h"

#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/tracepoint.h>

/* state */

static DEFINE_SPINLOCK(lock);
static struct tracepoint *inside;
static u64 table;

/* kmod only: the kernel exports a walk over its tracepoints but no look-up by name. */
static void reentry_deadlock_match(struct tracepoint *tp, void *name)
{
	if (!strcmp(tp->name, name))
		inside = tp;
}

/* fault */

static void reentry_deadlock_update(u64 n)
{
	spin_lock(&lock);
	kfree(kmalloc(8, GFP_ATOMIC));
	table = n;
	spin_unlock(&lock);
}

/* Runs with the lock held. */
static void reentry_deadlock_inside(void *data, unsigned long ip, const void *object)
{
	if (pb_mine())
		reentry_deadlock_update(1);
}

static void reentry_deadlock_event(u64 n)
{
	reentry_deadlock_update(n);
}

/* kmod only: makes what a program would declare. */
static int __init reentry_deadlock_prepare(void)
{
	for_each_kernel_tracepoint(reentry_deadlock_match, "kfree");
	return inside ? tracepoint_probe_register(inside, reentry_deadlock_inside, NULL) : -ENOENT;
}

/* kmod only: and undoes it. */
static void reentry_deadlock_release(void)
{
	tracepoint_probe_unregister(inside, reentry_deadlock_inside, NULL);
	tracepoint_synchronize_unregister();
}

/* hook */

PB_FAULT_STATE(reentry_deadlock);
