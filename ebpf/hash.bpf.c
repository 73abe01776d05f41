// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash - the eBPF side: events and bytes of each task (contract: include/probebench/hash.h).
 *
 * The table is a plain hash map, whose elements are allocated beforehand. A task runs on one CPU at a
 * time, so its element has one writer: neither an atomic nor a copy per CPU is needed.
 */
#include "pb_bpf.bpf.h"

#include <probebench/hash.h>

/* state */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, PB_HASH_TASKS);
	__type(key, __u32);
	__type(value, struct pb_hash_count);
} hash_tasks SEC(".maps");

struct pb_hash_slot hash_slots[PB_MAX_CPUS] = {};

/* record */

static __always_inline struct pb_hash_count *hash_find(__u32 pid)
{
	return bpf_map_lookup_elem(&hash_tasks, &pid);
}

/* Make room for a task and count its first event; not 0 if there is none. */
static __always_inline long hash_claim(__u32 pid, __u64 bytes)
{
	const struct pb_hash_count first = { .events = 1, .bytes = bytes };

	return bpf_map_update_elem(&hash_tasks, &pid, &first, BPF_NOEXIST);
}

static __always_inline void hash_drop(void)
{
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);

	hash_slots[cpu].dropped++;
}

static __always_inline void hash_add(__u32 pid, __u64 bytes)
{
	struct pb_hash_count *count = hash_find(pid);

	if (count) {
		count->events++;
		count->bytes += bytes;
	} else if (hash_claim(pid, bytes)) {
		hash_drop();
	}
}

static __always_inline void hash_record(__u64 bytes)
{
	hash_add((__u32)bpf_get_current_pid_tgid(), bytes);
}

/* handlers */

PB_SIZE_HANDLERS(hash);

/* ebpf only: run by a test to add recorded events; the module has a parameter for it. */
SEC("?syscall")
int hash_feed(struct pb_hash_feed *feed)
{
	hash_add((__u32)(feed->event >> 32), (__u32)feed->event);
	return 0;
}
