// SPDX-License-Identifier: GPL-2.0-only
/*
 * global_ebpf - descriptor.
 */
#include <probebench/structures.h>

#include "structures/global.skel.h"

#include "structure.h"

const struct structure structure_global_ebpf = {
	.name = "global",
	.arm = "ebpf",
	.kind = ST_ARRAY,
	.summary = "a variable: its address is a constant of the code",
	.ops = "luw",
	.bpf_elf = structures_global__elf_bytes,
};
