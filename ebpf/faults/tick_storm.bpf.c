// SPDX-License-Identifier: GPL-2.0-only
/*
 * tick_storm - the eBPF side: a handler of the timer tick takes longer than the time between two
 * ticks.
 */
#include "pb_fault.bpf.h"

/* state */

volatile __u32 armed = -1; /* the CPU */
volatile __u64 sum = 0;

/* fault */

/* ebpf only: a loop this long is a call. */
static long tick_storm_step(__u32 i, void *ctx)
{
	sum = sum + i;
	return 0;
}

/* ebpf only: and this one is called for more than a call can loop. */
static long tick_storm_steps(__u32 i, void *ctx)
{
	bpf_loop(8388608, tick_storm_step, ctx, 0);
	return 0;
}

SEC("kprobe/update_process_times")
int tick_storm_tick(struct pt_regs *regs)
{
	int none = 0;

	if (bpf_get_smp_processor_id() == armed)
		bpf_loop(1 << 20, tick_storm_steps, &none, 0);
	return 0;
}

static __always_inline void tick_storm_event(__u64 n)
{
	armed = bpf_get_smp_processor_id();
}

/* hook */

PB_FAULT(tick_storm);
