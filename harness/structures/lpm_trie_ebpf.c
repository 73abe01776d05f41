// SPDX-License-Identifier: GPL-2.0-only
/*
 * lpm_trie_ebpf - descriptor.
 */
#include "structures/lpm_trie.skel.h"

#include "structure.h"

const struct structure structure_lpm_trie_ebpf = {
	.name = "lpm_trie",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "longest prefix of a key; no program can iterate over it",
	.other = "nothing: the kernel's own tries are not exported",
	.ops = "ilud",
	.bpf_elf = structures_lpm_trie__elf_bytes,
};
