// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack - the eBPF side: how often each kernel stack was seen (contract: include/probebench/stack.h).
 *
 * A stack map does what the module does by hand: it walks the stack, hashes it, and keeps it in the place
 * that the hash names, whose number it returns.
 */
#include "pb_bpf.bpf.h"

#include <probebench/stack.h>

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, PB_STACK_IDS);
	__type(key, __u32);
	__type(value, struct pb_stack);
} stack_traces SEC(".maps");

__u64 stack_counts[PB_STACK_IDS] SEC(".data.counts");
struct pb_stack_slot stack_slots[PB_MAX_CPUS] = {};

/* record */

/* The number of the place that holds the stack we are on; negative if another one is there. */
static __always_inline long stack_place(void *ctx)
{
	return bpf_get_stackid(ctx, &stack_traces, 0);
}

static __always_inline void stack_record(void *ctx)
{
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);
	long id = stack_place(ctx);

	if (id < 0) {
		stack_slots[cpu].dropped++;
		return;
	}
	__sync_fetch_and_add(&stack_counts[id & (PB_STACK_IDS - 1)], 1);
	stack_slots[cpu].events++;
}

/* handlers */

PB_REGS_HANDLERS(stack);
