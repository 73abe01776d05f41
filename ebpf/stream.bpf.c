// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream - the eBPF side: one record per event to user space (contract: include/probebench/stream.h).
 *
 * The parameters are constants when the program is loaded, so the verifier removes what they rule out:
 * what runs is a program for one channel, size and policy.
 */
#include "pb_bpf.bpf.h"

#include <probebench/stream.h>

/* parameters */

const volatile __u32 stream_channel = PB_STREAM_RINGBUF;
const volatile __u32 stream_bytes = 64;
const volatile __u32 stream_wake = PB_STREAM_WAKE_AUTO;
const volatile __u32 stream_batch = PB_STREAM_BATCH;

/* state */

#define STREAM_STACK 256 /* bytes of a record that fit on the stack, which has 512 */

struct pb_stream_slot stream_slots[PB_MAX_CPUS] = {};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, PB_STREAM_BYTES);
} stream_ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} stream_perf SEC(".maps");

struct stream_stage {
	__u64 words[PB_STREAM_MAX / 8];
};

/* ebpf only: a record that is not written in place needs another, and a large one has none on the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct stream_stage);
} stream_stage SEC(".maps");

/* Where records of no channel go. */
__u64 stream_floor[PB_STREAM_MAX / 8] SEC(".data.floor");

/* record */

static __always_inline void stream_fill(__u64 *record, __u64 nr)
{
	struct pb_stream_head *head = (struct pb_stream_head *)record;
	__u32 words = stream_bytes / 8;

	head->nr = nr;
	head->pid = bpf_get_current_pid_tgid() >> 32;
	head->cpu = bpf_get_smp_processor_id();
	head->bytes = stream_bytes;
	/* The size is a constant to the verifier, which walks through every turn. */
	for (__u32 i = PB_STREAM_HEAD_WORDS; i < words; i++)
		record[i] = nr + i;
}

/* ebpf only: when to wake is said by flags, record by record; 0 means a record that finds it empty. */
static __always_inline __u64 stream_flags(__u64 nr)
{
	if (stream_wake == PB_STREAM_WAKE_AUTO)
		return 0;
	if (stream_wake == PB_STREAM_WAKE_BATCH)
		return (nr & (stream_batch - 1)) == stream_batch - 1 ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
	return stream_wake == PB_STREAM_WAKE_EACH ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

static __always_inline int stream_ring_put(__u64 nr)
{
	__u64 *record = bpf_ringbuf_reserve(&stream_ring, stream_bytes, 0);

	if (!record)
		return 0;
	stream_fill(record, nr);
	bpf_ringbuf_submit(record, stream_flags(nr));
	return 1;
}

/* ebpf only: channels that copy a record. */
static __always_inline int stream_copy_put(void *ctx, __u64 *record, __u64 nr)
{
	stream_fill(record, nr);
	if (stream_channel == PB_STREAM_PERFBUF)
		return !bpf_perf_event_output(ctx, &stream_perf, BPF_F_CURRENT_CPU, record, stream_bytes);
	return !bpf_ringbuf_output(&stream_ring, record, stream_bytes, stream_flags(nr));
}

static __always_inline int stream_put(void *ctx, __u64 nr)
{
	__u64 stack[STREAM_STACK / 8];
	__u32 zero = 0;
	__u64 *record;

	if (stream_channel == PB_STREAM_RINGBUF)
		return stream_ring_put(nr);
	if (stream_channel == PB_STREAM_NONE) {
		stream_fill(stream_floor, nr);
		return 1;
	}
	if (stream_bytes <= STREAM_STACK)
		return stream_copy_put(ctx, stack, nr);
	record = bpf_map_lookup_elem(&stream_stage, &zero);
	return record ? stream_copy_put(ctx, record, nr) : 0;
}

static __always_inline void stream_record(void *ctx)
{
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	struct pb_stream_slot *slot = &stream_slots[bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1)];
	__u64 nr = slot->made++;

	if (!stream_put(ctx, nr))
		slot->dropped++;
}

/* handlers */

PB_CTX_HANDLERS(stream);
