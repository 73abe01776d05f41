/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_growing - a table of large entries, into which a number goes and out of which nothing comes.
 *
 * evidence: entries for which there was no memory.
 */
#ifndef PB_GROWING_BPF_H
#define PB_GROWING_BPF_H

struct entry {
	__u64 number;
	__u8 data[4072];
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 100000);
	__type(key, __u64);
	__type(value, struct entry);
} table SEC(".maps");
struct entry blank = {};

static long pb_growing_add(__u32 i, void *n)
{
	__u64 number = (*(__u64 *)n << 8) + i;

	if (bpf_map_update_elem(&table, &number, &blank, BPF_ANY))
		evidence++;
	return 0;
}

/* 256 entries, 1 MiB. */
static __always_inline void pb_growing_event(__u64 n)
{
	bpf_loop(256, pb_growing_add, &n, 0);
}

#endif
