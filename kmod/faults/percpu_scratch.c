// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_scratch - the module side: scratch space of the CPU is used across a point where another
 * task may get the CPU.
 *
 * evidence: records that carry another task's data.
 */
#include "pb_fault.h"

#include <linux/ftrace.h>
#include <linux/percpu.h>

/* state */

static DEFINE_PER_CPU(u64, scratch);

/* fault */

static void percpu_scratch_event(u64 n)
{
	u64 mine = current->pid;
	int i;

	/* Each access is right for the CPU that it is on; that two belong together is the mistake. */
	this_cpu_write(scratch, mine);
	for (i = 0; i < 4000; i++)
		pb_opaque(mine);
	evidence += this_cpu_read(scratch) != mine;
}

/* hook */

/* kmod only: with these flags ftrace calls a handler directly, with preemption as it was. */
static void percpu_scratch_entry(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
				 struct ftrace_regs *fregs)
{
	if (pb_mine()) {
		pb_hit();
		percpu_scratch_event(0);
	}
}

static struct ftrace_ops percpu_scratch_hook = {
	.func = percpu_scratch_entry,
	.flags = 0,
};

static int __init percpu_scratch_init(void)
{
	int err = ftrace_set_filter(&percpu_scratch_hook, "do_getpgid", strlen("do_getpgid"), 1);

	return err ? err : register_ftrace_function(&percpu_scratch_hook);
}

static void __exit percpu_scratch_exit(void)
{
	unregister_ftrace_function(&percpu_scratch_hook);
}

module_init(percpu_scratch_init);
module_exit(percpu_scratch_exit);
PB_FAULT_LICENSE(percpu_scratch);
