/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * structure - the frame of every structure's eBPF side: one program an operation, run by a test run as
 * often as it is told to, attached to nothing (contract: include/probebench/structures.h).
 *
 * ST_LOOP(op) makes a program of st_<op>(key, sum), which says whether it succeeded; ST_WALK(map) one that
 * iterates over a map. They are programs of the type that raw tracepoints have, since it is collectors'
 * bodies that are compared.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include <probebench/structures.h>

struct st_order {
	__u64 first, n;
	__u64 done, sum;
};

/* In a map of its own, where the harness finds both; with ST_TRACING, behind them, the order. */
#ifndef ST_TRACING
__u64 st_result[2] SEC(".data.result");
#define ST_SECTION	 "raw_tp"
#define ST_ORDER(ctx, i) ((ctx)->args[i])
#else
volatile __u64 st_result[4] SEC(".data.result");
#define ST_SECTION	 "fentry/bpf_fentry_test1"
#define ST_ORDER(ctx, i) st_result[2 + (i)]
#endif

#define ST_RUN(op, loop)                                                                           \
	SEC(ST_SECTION)                                                                            \
	int st_run_##op(struct bpf_raw_tracepoint_args *ctx)                                       \
	{                                                                                          \
		struct st_order o = { .first = ST_ORDER(ctx, 0), .n = ST_ORDER(ctx, 1) };          \
                                                                                                   \
		loop;                                                                              \
		st_result[0] = o.done;                                                             \
		st_result[1] = o.sum;                                                              \
		return 0;                                                                          \
	}

#define ST_LOOP(op)                                                                                \
	static long st_one_##op(__u32 i, struct st_order *o)                                       \
	{                                                                                          \
		__u64 sum = 0;                                                                     \
                                                                                                   \
		o->done += st_##op((__u32)o->first + i, &sum);                                     \
		o->sum += sum;                                                                     \
		return 0;                                                                          \
	}                                                                                          \
	ST_RUN(op, bpf_loop(o.n, st_one_##op, &o, 0))

#define ST_WALK(map)                                                                               \
	static long st_one_iterate(void *m, const void *key, struct st_value *value,               \
				   struct st_order *o)                                             \
	{                                                                                          \
		o->done++;                                                                         \
		o->sum += value->events;                                                           \
		return 0;                                                                          \
	}                                                                                          \
	ST_RUN(iterate, bpf_for_each_map_elem(&map, st_one_iterate, &o, 0))

static __always_inline long st_empty(__u32 key, __u64 *sum)
{
	*sum = key;
	return 1;
}

ST_LOOP(empty)

/* Operations of a map by key, for those that have them. */
#define ST_MAP(kind, flags)                                                                        \
	struct {                                                                                   \
		__uint(type, kind);                                                                \
		__uint(map_flags, flags);                                                          \
		__uint(max_entries, ST_MAX_ENTRIES);                                               \
		__type(key, __u32);                                                                \
		__type(value, struct st_value);                                                    \
	} st_map SEC(".maps")

#define ST_MAP_FIND(at)                                                                            \
	static __always_inline long st_lookup(__u32 key, __u64 *sum)                               \
	{                                                                                          \
		__u32 k = key - (at);                                                              \
		struct st_value *v = bpf_map_lookup_elem(&st_map, &k);                             \
                                                                                                   \
		if (v)                                                                             \
			*sum = v->events;                                                          \
		return !!v;                                                                        \
	}                                                                                          \
	static __always_inline long st_update(__u32 key, __u64 *sum)                               \
	{                                                                                          \
		__u32 k = key - (at);                                                              \
		struct st_value *v = bpf_map_lookup_elem(&st_map, &k);                             \
                                                                                                   \
		if (v) {                                                                           \
			*sum = v->events++;                                                        \
			v->bytes += ST_BYTES;                                                      \
		}                                                                                  \
		return !!v;                                                                        \
	}                                                                                          \
	ST_LOOP(lookup)                                                                            \
	ST_LOOP(update)

#define ST_MAP_CHANGE                                                                              \
	static __always_inline long st_insert(__u32 key, __u64 *sum)                               \
	{                                                                                          \
		struct st_value v = { .events = key };                                             \
                                                                                                   \
		*sum = key;                                                                        \
		return !bpf_map_update_elem(&st_map, &key, &v, BPF_NOEXIST);                       \
	}                                                                                          \
	/* A delete says nothing of what it deleted: the key, which an insert sums, has to do. */ \
	static __always_inline long st_delete(__u32 key, __u64 *sum)                               \
	{                                                                                          \
		*sum = key;                                                                        \
		return !bpf_map_delete_elem(&st_map, &key);                                        \
	}                                                                                          \
	ST_LOOP(insert)                                                                            \
	ST_LOOP(delete)

/*
 * Everything that a map of the hash family does. Its seed would be drawn at random, and with it which keys
 * share a bucket: here it is 0, so that figures repeat.
 */
#define ST_HASH(kind, flags)                                                                       \
	ST_MAP(kind, (flags) | BPF_F_ZERO_SEED);                                                   \
	ST_MAP_FIND(0)                                                                             \
	ST_MAP_CHANGE                                                                              \
	ST_WALK(st_map)

/* A map whose elements are always there. */
#define ST_ARRAY(kind)                                                                             \
	ST_MAP(kind, 0);                                                                           \
	ST_MAP_FIND(ST_FIRST_KEY)                                                                  \
	ST_WALK(st_map)

char _license[] SEC("license") = "GPL";
