// SPDX-License-Identifier: GPL-2.0-only
/*
 * filter - the module side: count the events of one process (contract: include/probebench/filter.h).
 */
#include "pb_kmod.h"

#include <probebench/filter.h>

/* parameters */

static int filter_pid = PB_FILTER_NOBODY;
module_param_named(pid, filter_pid, int, 0644);
MODULE_PARM_DESC(pid, "thread group whose events count");

/* state */

static DEFINE_PER_CPU_ALIGNED(struct pb_filter_slot, filter_slots);

/* record */

static __always_inline void filter_record(void)
{
	if (current->tgid != READ_ONCE(filter_pid))
		return;
	this_cpu_inc(filter_slots.events);
}

/* handlers */

PB_HANDLERS(filter);

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 filter_sum(void)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += per_cpu(filter_slots, cpu).events;
	return sum;
}

PB_EVENTS(filter_sum);
