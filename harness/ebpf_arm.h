/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ebpf_arm - what the files of the eBPF backend share: an attached collector, and what lies in its maps.
 */
#ifndef PB_EBPF_ARM_H
#define PB_EBPF_ARM_H

#include <bpf/libbpf.h>

#include "cell.h"
#include "registry.h"

#define EBPF_PROGS 2

struct ebpf_arm {
	struct bpf_object *obj;
	struct bpf_program *prog[EBPF_PROGS]; /* the handler; the entry's handler or NULL */
	struct bpf_link *link[EBPF_PROGS];
	int multi; /* link to a place of user space; 0: none */
	struct bpf_program *feed; /* run by a test, attached to nothing; NULL if there is none */
	struct bpf_map *bss, *data; /* counters; parameters; NULL if the collector has none */
	u32 slots, table; /* where in .bss the slots are, and the events of each task */
	char log[4096]; /* libbpf's first words, for the reason */
};

/* The reason of -errno: what was being done, libbpf's words. Returns @err. */
int ebpf_fail(struct cell_run *run, int err, const char *what);
/* Map the variables of @map; undone by munmap() of bpf_map__value_size() bytes. NULL after a reason. */
void *ebpf_view(struct cell_run *run, const struct bpf_map *map, int prot);
/* Offset and size of variable @name of @map, which holds @section, from the object's BTF. 0 or -ENOENT. */
int ebpf_variable(struct ebpf_arm *arm, const struct bpf_map *map, const char *section, const char *name,
		  u32 *offset, u32 *size);

/* A collector with a table has it in .bss, and its slots too: find both. 0 or -errno with a reason. */
int ebpf_find_table(struct cell_run *run);
/*
 * Live places of the table, of whom at most @max go to @tasks, which may be NULL; *all adds them up. How many
 * went there, or -errno with a reason.
 */
int ebpf_places(struct cell_run *run, struct task_count *tasks, size_t max, struct counters *all);
/* Operations of the backend (registry.h). */
int ebpf_tasks(struct cell_run *run, struct task_count *tasks, size_t max);
int ebpf_evict(struct cell_run *run, u32 pid);
int ebpf_stacks(struct cell_run *run, struct stack_count *stacks, size_t max);

#endif
