// SPDX-License-Identifier: GPL-2.0-only
/*
 * nmi_lock - the module side: an interrupt that cannot be masked needs the lock that it interrupts.
 */
#include "pb_fault.h"

#include <linux/spinlock.h>
#include <linux/tracepoint.h>

/* state */

static DEFINE_SPINLOCK(lock);
static struct tracepoint *nmi;
static u64 table;

/* kmod only: the kernel exports a walk over its tracepoints but no look-up by name. */
static void nmi_lock_match(struct tracepoint *tp, void *name)
{
	if (!strcmp(tp->name, name))
		nmi = tp;
}

/* fault */

static void nmi_lock_update(u64 n)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	WRITE_ONCE(table, n);
	spin_unlock_irqrestore(&lock, flags);
}

/* Runs in the interrupt. */
static void nmi_lock_nmi(void *data, void *handler, s64 took, int handled)
{
	if (pb_mine())
		nmi_lock_update(1);
}

static void nmi_lock_event(u64 n)
{
	int i;

	for (i = 0; i < 20000; i++)
		nmi_lock_update(n);
}

/* kmod only: makes what a program would declare. */
static int __init nmi_lock_prepare(void)
{
	for_each_kernel_tracepoint(nmi_lock_match, "nmi_handler");
	return nmi ? tracepoint_probe_register(nmi, nmi_lock_nmi, NULL) : -ENOENT;
}

/* kmod only: and undoes it. */
static void nmi_lock_release(void)
{
	tracepoint_probe_unregister(nmi, nmi_lock_nmi, NULL);
	tracepoint_synchronize_unregister();
}

/* hook */

PB_FAULT_STATE(nmi_lock);
