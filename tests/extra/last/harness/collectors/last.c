// SPDX-License-Identifier: GPL-2.0-only
/*
 * last - descriptor: what the harness has to know about the collector.
 */
#include <probebench/last.h>

#include "registry.h"
#include "last.skel.h"

const struct collector collector_last = {
	.name = "last",
	.summary = "count, and the time of the last event",
	.counts = true,
	.slot_bytes = sizeof(struct pb_last_slot),
	.slot_counters = 1,
	.bpf_elf = last__elf_bytes,
};
