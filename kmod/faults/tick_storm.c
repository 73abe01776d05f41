// SPDX-License-Identifier: GPL-2.0-only
/*
 * tick_storm - the module side: a handler of the timer tick takes longer than the time between two
 * ticks.
 */
#include "pb_fault.h"

#include <linux/smp.h>

/* state */

static int armed = -1; /* the CPU */
static u64 sum;

/* fault */

static int tick_storm_tick(struct kprobe *p, struct pt_regs *regs)
{
	u64 i;

	if (smp_processor_id() == READ_ONCE(armed))
		for (i = 0; i < 1ULL << 43; i++)
			WRITE_ONCE(sum, sum + i);
	return 0;
}

static void tick_storm_event(u64 n)
{
	WRITE_ONCE(armed, smp_processor_id());
}

/* hook */

static struct kprobe tick_storm_ticks = {
	.symbol_name = "update_process_times",
	.pre_handler = tick_storm_tick,
};

/* kmod only: makes what a program would declare. */
static int __init tick_storm_prepare(void)
{
	return register_kprobe(&tick_storm_ticks);
}

/* kmod only: and undoes it. */
static void tick_storm_release(void)
{
	unregister_kprobe(&tick_storm_ticks);
}

PB_FAULT_STATE(tick_storm);
