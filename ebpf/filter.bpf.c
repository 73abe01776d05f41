// SPDX-License-Identifier: GPL-2.0-only
/*
 * filter - the eBPF side: count the events of one process (contract: include/probebench/filter.h).
 */
#include "pb_bpf.bpf.h"

#include <probebench/filter.h>

/* parameters */

volatile __s32 filter_pid = PB_FILTER_NOBODY;

/* state */

struct pb_filter_slot filter_slots[PB_MAX_CPUS] = {};

/* record */

static __always_inline void filter_record(void)
{
	__u32 cpu;

	if ((__s32)(bpf_get_current_pid_tgid() >> 32) != filter_pid)
		return;
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);
	filter_slots[cpu].events++;
}

/* handlers */

PB_HANDLERS(filter);
