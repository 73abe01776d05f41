// SPDX-License-Identifier: GPL-2.0-only
/*
 * bloom_ebpf - descriptor.
 */
#include "structures/bloom.skel.h"

#include "structure.h"

const struct structure structure_bloom_ebpf = {
	.name = "bloom",
	.arm = "ebpf",
	.kind = ST_SET,
	.summary = "Bloom filter: may say yes to a key that was never there; nothing leaves it",
	.other = "no filter of that kind is exported",
	.ops = "il",
	.bpf_elf = structures_bloom__elf_bytes,
};
