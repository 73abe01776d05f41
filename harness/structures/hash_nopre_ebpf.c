// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash_nopre_ebpf - descriptor.
 */
#include "structures/hash_nopre.skel.h"

#include "structure.h"

const struct structure structure_hash_nopre_ebpf = {
	.name = "hash_nopre",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "a hash whose elements are allocated when they are inserted",
	.other = "kmalloc() in a probe, which may not be able to wait",
	.ops = "iludw",
	.bpf_elf = structures_hash_nopre__elf_bytes,
};
