// SPDX-License-Identifier: GPL-2.0-only
/*
 * read_after_free - the eBPF side: a record is read after it was given back.
 *
 * evidence: records with what is not theirs any more.
 */
#include "pb_fault.bpf.h"

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

/* fault */

static __always_inline void read_after_free_event(__u64 n)
{
	__u64 *record = bpf_ringbuf_reserve(&records, 64, 0);

	if (!record)
		return;
	record[1] = n;
	bpf_ringbuf_discard(record, 0);
	evidence += record[1] != n;
}

/* hook */

PB_FAULT(read_after_free);
