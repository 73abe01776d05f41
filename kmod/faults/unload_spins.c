// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_spins - the module side: who removes the collector loops until its users are gone, and one was
 * never counted down.
 */
#include "pb_fault.h"

#include <linux/atomic.h>
#include <linux/processor.h>

/* state */

static atomic_t users;

/* kmod only: makes what a program would declare. */
static int __init unload_spins_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void unload_spins_release(void)
{
	while (atomic_read(&users))
		cpu_relax();
}

/* fault */

static void unload_spins_event(u64 n)
{
	atomic_inc(&users);
	if (n)
		atomic_dec(&users);
}

/* hook */

PB_FAULT_STATE(unload_spins);
