// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer_left_armed - the module side: a timer that goes off again and again is not stopped when the
 * collector goes away.
 *
 * The timer is in memory of its own, as one of many would be, which nobody gives back. So what happens is not a
 * matter of who looks at the queue of timers first, and of what memory holds that was given back: its function is
 * gone, and it goes off.
 */
#include "pb_fault.h"

#include <linux/slab.h>
#include <linux/timer.h>

/* state */

static u64 fired;
static struct timer_list *alarm;

static void timer_left_armed_fires(struct timer_list *timer)
{
	fired++;
	mod_timer(timer, jiffies + 1);
}

/* kmod only: makes what a program would declare. */
static int __init timer_left_armed_prepare(void)
{
	alarm = kmalloc(sizeof(*alarm), GFP_KERNEL);
	if (!alarm)
		return -ENOMEM;
	timer_setup(alarm, timer_left_armed_fires, 0);
	return 0;
}

/* kmod only: and undoes it. */
static void timer_left_armed_release(void)
{
}

/* fault */

static void timer_left_armed_event(u64 n)
{
	mod_timer(alarm, jiffies + 1);
}

/* hook */

PB_FAULT_STATE(timer_left_armed);
