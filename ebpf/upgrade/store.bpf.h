/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * store - what every version of the relay writes into, and what outlives each of them.
 *
 * ebpf only: the loader makes the maps once and has every later object use them
 * (bpf_map__reuse_fd), and user space maps them as they are; a module needs a module for that.
 */
#ifndef PB_UP_STORE_BPF_H
#define PB_UP_STORE_BPF_H

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, UP_EVENTS);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct up_entry);
} up_seen SEC(".maps");

#endif
