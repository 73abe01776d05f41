// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash - the eBPF side: events and bytes of each task (contract: include/probebench/hash.h).
 *
 * The table is a global variable, not a hash map: its address is a constant of the program, a place is
 * taken with one compare-and-exchange, and the reader maps it. docs/structures.md has what a hash map,
 * and everything else that was tried, costs in its place. A task runs on one CPU at a time, so its place
 * has one writer: neither an atomic nor a copy per CPU is needed.
 */
#include "pb_bpf.bpf.h"

#include <probebench/hash.h>

/* state */

struct pb_hash_place hash_places[PB_HASH_PLACES] = {};
struct pb_hash_slot hash_slots[PB_MAX_CPUS] = {};

/* record */

static __always_inline struct pb_hash_count *hash_find(__u32 pid)
{
	__u32 at = PB_HASH_AT(pid), n, key;

	for (n = 0; n < PB_HASH_PROBES; n++, at++) {
		struct pb_hash_place *place = &hash_places[at & (PB_HASH_PLACES - 1)];

		key = *(volatile __u32 *)&place->key;
		if (key == (PB_HASH_LIVE | pid))
			return &place->count;
		if (!key)
			break;
	}
	return 0;
}

/* Take a place for a task that has none, or find that an interrupt of this task has; NULL: no room. */
static __noinline struct pb_hash_count *hash_claim(__u32 pid)
{
	__u32 at = PB_HASH_AT(pid), n, key, free;

	for (n = 0; n < PB_HASH_PROBES; n++, at++) {
		struct pb_hash_place *place = &hash_places[at & (PB_HASH_PLACES - 1)];

		free = key = *(volatile __u32 *)&place->key;
		if (!(free & PB_HASH_LIVE))
			key = __sync_val_compare_and_swap(&place->key, free, PB_HASH_LIVE | pid);
		if ((!(free & PB_HASH_LIVE) && key == free) || key == (PB_HASH_LIVE | pid))
			return &place->count;
	}
	return 0;
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

	if (!count)
		count = hash_claim(pid);
	if (count) {
		count->events++;
		count->bytes += bytes;
	} else {
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
