// SPDX-License-Identifier: GPL-2.0-only
/*
 * filter - descriptor of the filtering collector: attached, but the event is not for us.
 */
#include <probebench/filter.h>

#include "registry.h"
#include "filter.skel.h"

const struct collector collector_filter = {
	.name = "filter",
	.summary = "count, but only one process's events: here none match",
	.counts = true,
	.slot_bytes = sizeof(struct pb_filter_slot),
	.slot_counters = 1,
	.match_param = "pid",
	.bpf_elf = filter__elf_bytes,
};
