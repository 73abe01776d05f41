// SPDX-License-Identifier: GPL-2.0-only
/*
 * task_storage_ebpf - descriptor.
 */
#include "structures/task_storage.skel.h"

#include "structure.h"

const struct structure structure_task_storage_ebpf = {
	.name = "task_storage",
	.arm = "ebpf",
	.kind = ST_TABLE,
	.summary = "a value that belongs to a task and goes with it; there is no key",
	.other = "nothing: a module has no place in a task",
	.ops = "ilud",
	.most = 1, /* found from the task that runs: there is no key */
	.keeps_size = true,
	.bpf_elf = structures_task_storage__elf_bytes,
};
