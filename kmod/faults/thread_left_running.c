// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread_left_running - the module side: a thread of the collector is still asleep in the
 * collector's code when that goes away.
 */
#include "pb_fault.h"

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>

/* state */

static struct task_struct *thread;

static int thread_left_running_body(void *data)
{
	for (;;)
		msleep(10);
	return 0;
}

/* fault */

static void thread_left_running_event(u64 n)
{
	if (!n)
		wake_up_process(thread);
}

/* kmod only: makes what a program would declare. */
static int __init thread_left_running_prepare(void)
{
	thread = kthread_create(thread_left_running_body, NULL, "pb_thread");
	return IS_ERR(thread) ? PTR_ERR(thread) : 0;
}

/* kmod only: and undoes it. */
static void thread_left_running_release(void)
{
}

/* hook */

PB_FAULT_STATE(thread_left_running);
