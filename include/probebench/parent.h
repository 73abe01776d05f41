/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parent - the contract of a collector that reads a field which was renamed: the state of the parent of the
 * task that made the call. Up to 5.13 it is task_struct.state, since 5.14 task_struct.__state, and an unsigned
 * int instead of a long.
 */
#ifndef PB_PARENT_H
#define PB_PARENT_H

#include "abi.h"

struct pb_parent {
	__u64 hits;
	__u64 state;
};

/* Bit of a task that sleeps and takes no signals; "D" in /proc/PID/stat. */
#define PB_PARENT_UNINTERRUPTIBLE 2

#endif
