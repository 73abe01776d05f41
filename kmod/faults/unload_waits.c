// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_waits - the module side: who removes the collector sleeps until its users are gone, and one was
 * never counted down.
 */
#include "pb_fault.h"

#include <linux/atomic.h>
#include <linux/wait.h>

/* state */

static atomic_t users;
static DECLARE_WAIT_QUEUE_HEAD(idle);

/* kmod only: makes what a program would declare. */
static int __init unload_waits_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void unload_waits_release(void)
{
	wait_event(idle, !atomic_read(&users));
}

/* fault */

static void unload_waits_event(u64 n)
{
	atomic_inc(&users);
	if (n && atomic_dec_and_test(&users))
		wake_up(&idle);
}

/* hook */

PB_FAULT_STATE(unload_waits);
