/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stub - the slots of a stub, and what it counts.
 */
#ifndef PB_UP_STUB_BPF_H
#define PB_UP_STUB_BPF_H

#define UP_SLOTS 2

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, UP_SLOTS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} up_slots SEC(".maps");

#endif
