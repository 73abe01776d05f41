// SPDX-License-Identifier: GPL-2.0-only
/*
 * task_storage - a value that belongs to a task and goes with it; found from the task, not by a key. Only
 * the task itself is asked for its own here, so that there is one element.
 */
#include "structure.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct st_value);
} st_map SEC(".maps");

static __always_inline struct st_value *st_of_task(__u64 flags)
{
	return bpf_task_storage_get(&st_map, bpf_get_current_task_btf(), 0, flags);
}

static __always_inline long st_insert(__u32 key, __u64 *sum)
{
	struct st_value *v = st_of_task(BPF_LOCAL_STORAGE_GET_F_CREATE);

	*sum = key;
	if (v)
		v->events = key;
	return !!v;
}

static __always_inline long st_lookup(__u32 key, __u64 *sum)
{
	struct st_value *v = st_of_task(0);

	if (v)
		*sum = v->events;
	return !!v;
}

static __always_inline long st_update(__u32 key, __u64 *sum)
{
	struct st_value *v = st_of_task(0);

	if (v) {
		*sum = v->events++;
		v->bytes += ST_BYTES;
	}
	return !!v;
}

static __always_inline long st_delete(__u32 key, __u64 *sum)
{
	*sum = key;
	return !bpf_task_storage_delete(&st_map, bpf_get_current_task_btf());
}

ST_LOOP(insert)
ST_LOOP(lookup)
ST_LOOP(update)
ST_LOOP(delete)
