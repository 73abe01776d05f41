// SPDX-License-Identifier: GPL-2.0-only
/*
 * hist - the eBPF side: histogram of the time from entry to exit (contract: include/probebench/hist.h).
 *
 * ebpf only: a program at the entry cannot leave anything for the one at the exit of the same call, so
 * the start waits in storage of the task. A function that calls itself would overwrite its own start.
 */
#include "pb_bpf.bpf.h"
#include "pb_fls.bpf.h"

#include <probebench/hist.h>

/* state */

struct pb_hist_slot hist_slots[PB_MAX_CPUS] = {};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct pb_hist_start);
} hist_starts SEC(".maps");

/* record */

static __always_inline void hist_add(__u64 interval_ns)
{
	__u32 bucket = pb_fls64(interval_ns);
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);

	if (bucket > PB_HIST_BUCKETS - 1)
		bucket = PB_HIST_BUCKETS - 1;
	hist_slots[cpu].buckets[bucket]++;
}

static __always_inline void hist_enter(void)
{
	struct pb_hist_start *start = bpf_task_storage_get(
		&hist_starts, bpf_get_current_task_btf(), 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (start)
		start->ts_ns = bpf_ktime_get_ns();
}

static __always_inline void hist_leave(void)
{
	struct pb_hist_start *start =
		bpf_task_storage_get(&hist_starts, bpf_get_current_task_btf(), 0, 0);

	/* ebpf only: a call that was entered before the collector has no start. */
	if (start)
		hist_add(bpf_ktime_get_ns() - start->ts_ns);
}

/* handlers */

PB_PAIR_HANDLERS(hist);

/* ebpf only: run by a test to add recorded intervals; the module has a parameter for it. */
SEC("?syscall")
int hist_feed(struct pb_hist_feed *feed)
{
	hist_add(feed->interval_ns);
	return 0;
}
