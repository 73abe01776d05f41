// SPDX-License-Identifier: GPL-2.0-only
/*
 * last - the eBPF side: count, and take the time (contract: include/probebench/last.h).
 */
#include "pb_bpf.bpf.h"

#include <probebench/last.h>

/* state */

struct pb_last_slot last_slots[PB_MAX_CPUS] = {};

/* record */

static __always_inline void last_record(void)
{
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);

	last_slots[cpu].events++;
	last_slots[cpu].ns = bpf_ktime_get_ns();
}

/* handlers */

PB_HANDLERS(last);
