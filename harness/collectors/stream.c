// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream - descriptor of the streaming collector: one record per event to user space.
 */
#include <probebench/stream.h>

#include "registry.h"
#include "stream.skel.h"

const struct collector collector_stream = {
	.name = "stream",
	.summary = "one record of 16 to 4096 bytes per event to user space",
	.counts = true,
	.streams = true,
	.slot_bytes = sizeof(struct pb_stream_slot),
	.slot_counters = 1,
	.mechs = (const char *const[]){ "kprobe", "tracepoint", "raw_tp", "tp_btf", NULL },
	.bpf_elf = stream__elf_bytes,
};
