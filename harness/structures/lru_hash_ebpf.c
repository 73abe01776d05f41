// SPDX-License-Identifier: GPL-2.0-only
/*
 * lru_hash_ebpf - descriptor.
 */
#include "structures/lru_hash.skel.h"

#include "structure.h"

const struct structure structure_lru_hash_ebpf = {
	.name = "lru_hash",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "a hash that, when full, forgets what was not used for long, and does not say so",
	.other = "nothing that forgets by itself",
	.ops = "iludw",
	.forgets = true,
	.bpf_elf = structures_lru_hash__elf_bytes,
};
