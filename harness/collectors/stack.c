// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack - descriptor of the collector of kernel stacks: how often each one was seen.
 */
#include <probebench/stack.h>

#include "registry.h"
#include "stack.skel.h"

const struct collector collector_stack = {
	.name = "stack",
	.summary = "how often each kernel stack was seen",
	.counts = true,
	.drops = true,
	.slot_bytes = sizeof(struct pb_stack_slot),
	.slot_counters = 1,
	.mechs = (const char *const[]){ "kprobe", "ftrace_ops", "fentry", NULL },
	.bpf_elf = stack__elf_bytes,
};
