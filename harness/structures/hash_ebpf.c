// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash_ebpf - descriptor.
 */
#include "structures/hash.skel.h"

#include "structure.h"

const struct structure structure_hash_ebpf = {
	.name = "hash",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "buckets with a lock each, preallocated elements; looking up takes no lock",
	.other = "hlist, of which this is made",
	.ops = "iludw",
	.bpf_elf = structures_hash__elf_bytes,
};
