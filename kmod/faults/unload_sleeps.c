// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_sleeps - the module side: who removes the collector sleeps, open to signals, until its users are
 * gone, and one was never counted down.
 */
#include "pb_fault.h"

#include <linux/atomic.h>
#include <linux/wait.h>

/* state */

static atomic_t users;
static DECLARE_WAIT_QUEUE_HEAD(idle);

/* kmod only: makes what a program would declare. */
static int __init unload_sleeps_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void unload_sleeps_release(void)
{
	if (wait_event_interruptible(idle, !atomic_read(&users)))
		pr_warn("removed while in use\n");
}

/* fault */

static void unload_sleeps_event(u64 n)
{
	atomic_inc(&users);
	if (n && atomic_dec_and_test(&users))
		wake_up(&idle);
}

/* hook */

PB_FAULT_STATE(unload_sleeps);
