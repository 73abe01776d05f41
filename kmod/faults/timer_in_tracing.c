// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer_in_tracing - the module side: a handler starts a timer, and the timer is stopped in good
 * order.
 */
#include "pb_fault.h"

#include <linux/timer.h>

/* state */

static u64 fired;

static void timer_in_tracing_fires(struct timer_list *timer)
{
	fired++;
}

static DEFINE_TIMER(timer, timer_in_tracing_fires);

/* kmod only: makes what a program would declare. */
static int __init timer_in_tracing_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void timer_in_tracing_release(void)
{
	timer_delete_sync(&timer);
}

/* fault */

static void timer_in_tracing_event(u64 n)
{
	mod_timer(&timer, jiffies + 1);
}

/* hook */

PB_FAULT_STATE(timer_in_tracing);
