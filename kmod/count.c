// SPDX-License-Identifier: GPL-2.0-only
/*
 * count - the module side: one increment per event (contract: include/probebench/count.h).
 *
 * The counter is a per-CPU variable of the module: its address is a constant of the code and the
 * increment is one instruction, which neither an interrupt nor preemption can split.
 */
#include "pb_kmod.h"

#include <probebench/count.h>

/* state */

static DEFINE_PER_CPU_ALIGNED(struct pb_count_slot, count_slots);

/* record */

static __always_inline void count_record(void)
{
	this_cpu_inc(count_slots.events);
}

/* handlers */

PB_HANDLERS(count);

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 count_sum(void)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += per_cpu(count_slots, cpu).events;
	return sum;
}

PB_EVENTS(count_sum);
