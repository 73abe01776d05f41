// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue_ebpf - descriptor.
 */
#include "structures/queue.skel.h"

#include "structure.h"

const struct structure structure_queue_ebpf = {
	.name = "queue",
	.arm = "ebpf",
	.kind = ST_QUEUE,
	.summary = "queue map; first in, first out",
	.other = "kfifo",
	.ops = "id",
	.bpf_elf = structures_queue__elf_bytes,
};
