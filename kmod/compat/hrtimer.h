/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hrtimer - a timer that stays on its CPU and fires in hard interrupt context: hrtimer_setup() since 6.13, which
 * 6.15 made the only way; before, hrtimer_init() and its function.
 */
#ifndef PB_COMPAT_HRTIMER_H
#define PB_COMPAT_HRTIMER_H

#include <linux/hrtimer.h>
#include <linux/version.h>

#define PB_HRTIMER_MODE HRTIMER_MODE_REL_PINNED_HARD

static inline void pb_hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *))
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, function, CLOCK_MONOTONIC, PB_HRTIMER_MODE);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, PB_HRTIMER_MODE);
	timer->function = function;
#endif
}

#endif
