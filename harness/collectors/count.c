// SPDX-License-Identifier: GPL-2.0-only
/*
 * count - descriptor of the counting collector: the smallest one that is useful.
 */
#include <probebench/count.h>

#include "registry.h"
#include "count.skel.h"

const struct collector collector_count = {
	.name = "count",
	.summary = "one per-CPU counter, incremented per event",
	.counts = true,
	.slot_bytes = sizeof(struct pb_count_slot),
	.slot_counters = 1,
	.bpf_elf = count__elf_bytes,
};
