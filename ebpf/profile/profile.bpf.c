// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile - the eBPF side: samples of every CPU (contract: include/probebench/profile.h).
 *
 * A program for each body, called by the overflow of a perf event. The table is a global variable, as that of `hash` is,
 * and for the same reasons. One address may be sampled by several CPUs at once, so places are added to atomically.
 */
#include "../pb_bpf.bpf.h"

#include <linux/bpf_perf_event.h>

#include <probebench/profile.h>

/* state */

struct pb_profile_place profile_places[PB_PROFILE_PLACES] = {};
struct pb_profile_slot profile_slots[PB_MAX_CPUS] = {};

/* record */

static __always_inline struct pb_profile_place *profile_find(__u64 key)
{
	__u32 at = PB_PROFILE_AT(key), n;
	__u64 there;

	for (n = 0; n < PB_PROFILE_PROBES; n++, at++) {
		struct pb_profile_place *place = &profile_places[at & (PB_PROFILE_PLACES - 1)];

		there = *(volatile __u64 *)&place->key;
		if (!there)
			there = __sync_val_compare_and_swap(&place->key, 0, key);
		if (!there || there == key)
			return place;
	}
	return 0;
}

static __always_inline struct pb_profile_slot *profile_slot(void)
{
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);

	return &profile_slots[cpu];
}

static __always_inline void profile_add(__u64 key)
{
	struct pb_profile_place *place = profile_find(key);

	if (place)
		__sync_fetch_and_add(&place->samples, 1);
	else
		profile_slot()->dropped++;
}

static __always_inline void profile_record_count(struct bpf_perf_event_data *ctx)
{
	profile_slot()->samples++;
}

static __always_inline void profile_record_task(struct bpf_perf_event_data *ctx)
{
	profile_add(PB_PROFILE_TASK(bpf_get_current_pid_tgid()));
}

static __always_inline void profile_record_address(struct bpf_perf_event_data *ctx)
{
	profile_add(ctx->regs.rip);
}

/* handlers */

#define PROFILE_HANDLERS(body)                                                                     \
	SEC("?perf_event")                                                                         \
	int profile_##body(struct bpf_perf_event_data *ctx)                                        \
	{                                                                                          \
		profile_record_##body(ctx);                                                        \
		return 0;                                                                          \
	}

PROFILE_HANDLERS(count)
PROFILE_HANDLERS(task)
PROFILE_HANDLERS(address)

char _license[] SEC("license") = "GPL";
