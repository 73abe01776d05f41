// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack_ebpf - descriptor.
 */
#include "structures/stack.skel.h"

#include "structure.h"

const struct structure structure_stack_ebpf = {
	.name = "stack",
	.arm = "ebpf",
	.kind = ST_QUEUE,
	.summary = "stack map; last in, first out",
	.other = "any list",
	.ops = "id",
	.last_first = true,
	.bpf_elf = structures_stack__elf_bytes,
};
