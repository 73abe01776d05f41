// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_hash_ebpf - descriptor.
 */
#include "structures/percpu_hash.skel.h"

#include "structure.h"

const struct structure structure_percpu_hash_ebpf = {
	.name = "percpu_hash",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "a hash with a value for each CPU: for keys that several CPUs count at once",
	.other = "per-CPU memory behind any of its tables",
	.ops = "iludw",
	.bpf_elf = structures_percpu_hash__elf_bytes,
};
