// SPDX-License-Identifier: GPL-2.0-only
/*
 * count - the eBPF side: one increment per event (contract: include/probebench/count.h).
 *
 * The counter is a slot of a global array indexed by CPU, not a per-CPU map: the address of a global
 * is a constant of the program, while a per-CPU map costs a look-up per event.
 */
#include "pb_bpf.bpf.h"

#include <probebench/count.h>

/* state */

struct pb_count_slot count_slots[PB_MAX_CPUS] = {};

/* record */

static __always_inline void count_record(void)
{
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);

	/* Plain increment: the kernel never re-enters a program on the CPU that is running it. */
	count_slots[cpu].events++;
}

/* handlers */

PB_HANDLERS(count);
