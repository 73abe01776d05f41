// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_grows - the eBPF side: a table grows with the events, and nobody ever takes anything out.
 *
 * evidence: entries for which there was no memory.
 */
#include "pb_fault.bpf.h"
#include "pb_growing.bpf.h"

/* state */

/* fault */

static __always_inline void table_grows_event(__u64 n)
{
	pb_growing_event(n);
}

/* hook */

PB_FAULT(table_grows);
