// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer_in_tracing - the eBPF side: a handler starts a timer, and the timer is stopped in good
 * order.
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

static int timer_in_tracing_fires(void *map, __u32 *key, struct alarm *alarm)
{
	fired++;
	return 0;
}

/* fault */

static __always_inline void timer_in_tracing_event(__u64 n)
{
	__u32 zero = 0;
	struct alarm *alarm = bpf_map_lookup_elem(&alarms, &zero);

	if (!alarm)
		return;
	bpf_timer_init(&alarm->timer, &alarms, 1);
	bpf_timer_set_callback(&alarm->timer, timer_in_tracing_fires);
	bpf_timer_start(&alarm->timer, 4000000, 0);
}

/* hook */

PB_FAULT(timer_in_tracing);
