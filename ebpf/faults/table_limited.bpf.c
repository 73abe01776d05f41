// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_limited - the eBPF side: a table grows with the events, and its owner may have 64 MiB.
 *
 * What a map takes is accounted to the group of the process that made it, whoever makes the events.
 *
 * evidence: entries for which there was no memory.
 */
#include "pb_fault.bpf.h"
#include "pb_growing.bpf.h"

/* state */

/* fault */

static __always_inline void table_limited_event(__u64 n)
{
	pb_growing_event(n);
}

/* hook */

PB_FAULT(table_limited);
