// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash - descriptor of the collector that keeps a table: events and bytes of each task.
 */
#include <probebench/hash.h>

#include "registry.h"
#include "hash.skel.h"

const struct collector collector_hash = {
	.name = "hash",
	.summary = "events and bytes of each task, in a hash table",
	.counts = true,
	.table = "hash_places",
	.slot_bytes = sizeof(struct pb_hash_slot),
	.slot_counters = 1,
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "tp_btf", "ftrace_ops", "ftrace_direct",
					"fentry", NULL },
	.bpf_elf = hash__elf_bytes,
};
