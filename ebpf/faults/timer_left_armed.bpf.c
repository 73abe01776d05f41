// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer_left_armed - the eBPF side: a timer that goes off again and again is not stopped when the
 * collector goes away.
 */
#include "pb_fault.bpf.h"

/* state */

struct alarm {
	struct bpf_timer timer;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct alarm);
} alarms SEC(".maps");
__u64 fired = 0;

static int timer_left_armed_fires(void *map, __u32 *key, struct alarm *alarm)
{
	fired++;
	bpf_timer_start(&alarm->timer, 100000000, 0);
	return 0;
}

/* fault */

static __always_inline void timer_left_armed_event(__u64 n)
{
	__u32 zero = 0;
	struct alarm *alarm = bpf_map_lookup_elem(&alarms, &zero);

	if (!alarm)
		return;
	bpf_timer_init(&alarm->timer, &alarms, 1);
	bpf_timer_set_callback(&alarm->timer, timer_left_armed_fires);
	bpf_timer_start(&alarm->timer, 100000000, 0);
}

/* hook */

/* ebpf only: programs at a kprobe may not have timers, those at an entry may. */
PB_FAULT_ENTRY(timer_left_armed);
