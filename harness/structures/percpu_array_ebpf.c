// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_array_ebpf - descriptor.
 */
#include "structures/percpu_array.skel.h"

#include "structure.h"

const struct structure structure_percpu_array_ebpf = {
	.name = "percpu_array",
	.arm = "ebpf",
	.kind = ST_ARRAY,
	.summary = "array map with a value for each CPU",
	.ops = "luw",
	.bpf_elf = structures_percpu_array__elf_bytes,
};
