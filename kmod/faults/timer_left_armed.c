// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer_left_armed - the module side: a timer that goes off again and again is not stopped when the
 * collector goes away.
 */
#include "pb_fault.h"

#include <linux/timer.h>

/* state */

static u64 fired;

static void timer_left_armed_fires(struct timer_list *timer)
{
	fired++;
	mod_timer(timer, jiffies + 1);
}

static DEFINE_TIMER(timer, timer_left_armed_fires);

/* fault */

static void timer_left_armed_event(u64 n)
{
	mod_timer(&timer, jiffies + 1);
}

/* hook */

PB_FAULT(timer_left_armed);
