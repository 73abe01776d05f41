// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_event - the module side: a probe makes the event that another probe of its own observes.
 *
 * evidence: events that the kernel says it withheld.
 */
#include "pb_fault.h"

#include <linux/uaccess.h>

/* state */

static int self_event_kprobe(struct kprobe *p, struct pt_regs *regs)
{
	if (pb_mine())
		pb_hit();
	return 0;
}

static struct kprobe self_event_read = {
	.symbol_name = "copy_from_kernel_nofault",
	.pre_handler = self_event_kprobe,
};

/* fault */

static void self_event_event(u64 n)
{
	u64 value;

	if (copy_from_kernel_nofault(&value, current, sizeof(value)))
		return;
	/* kmod only: the kernel tells a module how many of its events it withheld. */
	evidence = self_event_read.nmissed;
}

/* hook */

static int self_event_cause(struct kprobe *p, struct pt_regs *regs)
{
	if (pb_mine())
		self_event_event(pb_number(regs));
	return 0;
}

static struct kprobe self_event_hook = {
	.symbol_name = "do_getpgid",
	.pre_handler = self_event_cause,
};

static int __init self_event_prepare(void)
{
	return register_kprobe(&self_event_read);
}

static void self_event_release(void)
{
	unregister_kprobe(&self_event_read);
}

PB_FAULT_INIT(self_event);
