/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * task_state - what a task waits for: the field was renamed and became an unsigned int in 5.14.
 */
#ifndef PB_COMPAT_TASK_STATE_H
#define PB_COMPAT_TASK_STATE_H

#include <linux/sched.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
#define pb_task_state(task) READ_ONCE((task)->__state)
#else
#define pb_task_state(task) READ_ONCE((task)->state)
#endif

#endif
