// SPDX-License-Identifier: GPL-2.0-only
/*
 * lru_percpu_hash_ebpf - descriptor.
 */
#include "structures/lru_percpu_hash.skel.h"

#include "structure.h"

const struct structure structure_lru_percpu_hash_ebpf = {
	.name = "lru_percpu_hash",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "the same with a value for each CPU",
	.other = "nothing that forgets by itself",
	.ops = "iludw",
	.forgets = true,
	.bpf_elf = structures_lru_percpu_hash__elf_bytes,
};
