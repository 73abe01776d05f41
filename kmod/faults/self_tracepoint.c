// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_tracepoint - the module side: the probe of a tracepoint does what fires the tracepoint.
 */
#include "pb_fault.h"

#include <linux/slab.h>
#include <linux/tracepoint.h>

/* state */

static struct tracepoint *freed;

/* kmod only: the kernel exports a walk over its tracepoints but no look-up by name. */
static void self_tracepoint_match(struct tracepoint *tp, void *name)
{
	if (!strcmp(tp->name, name))
		freed = tp;
}

/* fault */

static void self_tracepoint_cause(void)
{
	kfree(kmalloc(8, GFP_ATOMIC));
}

static void self_tracepoint_seen(void *data, unsigned long ip, const void *object)
{
	if (!pb_mine())
		return;
	pb_hit();
	self_tracepoint_cause();
}

/* hook */

static int self_tracepoint_kprobe(struct kprobe *p, struct pt_regs *regs)
{
	if (pb_mine())
		self_tracepoint_cause();
	return 0;
}

static struct kprobe self_tracepoint_hook = {
	.symbol_name = "do_getpgid",
	.pre_handler = self_tracepoint_kprobe,
};

static int __init self_tracepoint_prepare(void)
{
	for_each_kernel_tracepoint(self_tracepoint_match, "kfree");
	return freed ? tracepoint_probe_register(freed, self_tracepoint_seen, NULL) : -ENOENT;
}

static void self_tracepoint_release(void)
{
	tracepoint_probe_unregister(freed, self_tracepoint_seen, NULL);
	tracepoint_synchronize_unregister();
}

PB_FAULT_INIT(self_tracepoint);
