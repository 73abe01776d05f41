// SPDX-License-Identifier: GPL-2.0-only
/*
 * hist - descriptor of the histogram collector: how long calls of a function take.
 */
#include <probebench/hist.h>

#include "registry.h"
#include "hist.skel.h"

const struct collector collector_hist = {
	.name = "hist",
	.summary = "log2 histogram of the time from entry to exit",
	.counts = true,
	.pair = true,
	.slot_bytes = sizeof(struct pb_hist_slot),
	.slot_counters = PB_HIST_BUCKETS,
	.mechs = (const char *const[]){ "kretprobe", "fprobe", "fexit", NULL },
	.bpf_elf = hist__elf_bytes,
};
