// SPDX-License-Identifier: GPL-2.0-only
/*
 * last - the module side: count, and take the time (contract: include/probebench/last.h).
 */
#include "pb_kmod.h"

#include <linux/timekeeping.h>

#include <probebench/last.h>

/* state */

static DEFINE_PER_CPU_ALIGNED(struct pb_last_slot, last_slots);

/* record */

static __always_inline void last_record(void)
{
	this_cpu_inc(last_slots.events);
	this_cpu_write(last_slots.ns, ktime_get_mono_fast_ns());
}

/* handlers */

PB_HANDLERS(last);

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 last_sum(void)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += per_cpu(last_slots, cpu).events;
	return sum;
}

PB_EVENTS(last_sum);
