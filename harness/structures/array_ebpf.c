// SPDX-License-Identifier: GPL-2.0-only
/*
 * array_ebpf - descriptor.
 */
#include "structures/array.skel.h"

#include "structure.h"

const struct structure structure_array_ebpf = {
	.name = "array",
	.arm = "ebpf",
	.kind = ST_ARRAY,
	.summary = "array map",
	.ops = "luw",
	.bpf_elf = structures_array__elf_bytes,
};
