// SPDX-License-Identifier: GPL-2.0-only
/*
 * open_ebpf - descriptor.
 */
#include <probebench/structures.h>

#include "structures/open.skel.h"

#include "structure.h"

const struct structure structure_open_ebpf = {
	.name = "open",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "open addressing in a variable, no lock at all: the table of the collector hash",
	.ops = "iludw",
	.bpf_elf = structures_open__elf_bytes,
};
