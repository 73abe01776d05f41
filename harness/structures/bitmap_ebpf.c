// SPDX-License-Identifier: GPL-2.0-only
/*
 * bitmap_ebpf - descriptor.
 */
#include "structures/bitmap.skel.h"

#include "structure.h"

const struct structure structure_bitmap_ebpf = {
	.name = "bitmap",
	.arm = "ebpf",
	.kind = ST_SET,
	.summary = "a bit for each key: exact, for keys from a small range",
	.ops = "ild",
	.bpf_elf = structures_bitmap__elf_bytes,
};
