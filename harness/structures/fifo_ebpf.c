// SPDX-License-Identifier: GPL-2.0-only
/*
 * fifo_ebpf - descriptor.
 */
#include "structures/fifo.skel.h"

#include "structure.h"

const struct structure structure_fifo_ebpf = {
	.name = "fifo",
	.arm = "ebpf",
	.kind = ST_QUEUE,
	.summary = "linked list by kfunc, one lock, elements allocated; in fentry, fexit and tp_btf alone",
	.ops = "id",
	.tracing = true,
	.needs = { .symbol = "bpf_list_push_back_impl" },
	.bpf_elf = structures_fifo__elf_bytes,
};
