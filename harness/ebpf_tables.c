// SPDX-License-Identifier: GPL-2.0-only
/*
 * ebpf_tables - reading the tables of the eBPF side's collectors, and evicting from them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <bpf/bpf.h>

#include <probebench/hash.h>

#include "ebpf_arm.h"

int ebpf_find_table(struct cell_run *run)
{
	const struct collector *col = run->cell.collector;
	struct ebpf_arm *arm = run->arm;
	char *slots = str_fmt("%s_slots", col->name);
	u32 slots_size, size;
	int err = ebpf_variable(arm, arm->bss, ".bss", slots, &arm->slots, &slots_size);

	if (!err)
		err = ebpf_variable(arm, arm->bss, ".bss", col->table, &arm->table, &size);
	if (!err && (slots_size != PB_MAX_CPUS * col->slot_bytes || size != PB_HASH_PLACES * sizeof(struct pb_hash_place)))
		err = -EPROTO;
	free(slots);
	return err ? ebpf_fail(run, err, "finding the table of") : 0;
}

int ebpf_places(struct cell_run *run, struct task_count *tasks, size_t max, struct counters *all)
{
	struct ebpf_arm *arm = run->arm;
	const char *bss = ebpf_view(run, arm->bss, PROT_READ);
	const struct pb_hash_place *places = (const void *)(bss + arm->table);
	size_t n = 0;

	if (!bss)
		return -EIO;
	for (size_t i = 0; i < PB_HASH_PLACES; i++) {
		if (!(places[i].key & PB_HASH_LIVE))
			continue;
		all->seen += places[i].count.events;
		all->bytes += places[i].count.bytes;
		if (tasks && n < max)
			tasks[n++] = (struct task_count){ places[i].key & ~PB_HASH_LIVE,
							  places[i].count.events, places[i].count.bytes };
	}
	munmap((void *)bss, bpf_map__value_size(arm->bss));
	return (int)n;
}

int ebpf_tasks(struct cell_run *run, struct task_count *tasks, size_t max)
{
	struct counters all = { 0 };

	return ebpf_places(run, tasks, max, &all);
}

int ebpf_stacks(struct cell_run *run, struct stack_count *stacks, size_t max)
{
	struct ebpf_arm *arm = run->arm;
	struct bpf_map *traces = bpf_object__find_map_by_name(arm->obj, "stack_traces");
	struct bpf_map *counts = bpf_object__find_map_by_name(arm->obj, ".data.counts");
	const u64 *count = traces && counts ? ebpf_view(run, counts, PROT_READ) : NULL;
	size_t n = 0;
	int err = 0;

	if (!count)
		return ebpf_fail(run, -ENOENT, "finding the stacks of");
	for (u32 id = 0; id < PB_STACK_IDS && n < max && !err; id++) {
		if (!count[id])
			continue;
		stacks[n].count = count[id];
		err = bpf_map_lookup_elem(bpf_map__fd(traces), &id, stacks[n].frames) ? -errno : 0;
		n += !err;
	}
	munmap((void *)count, bpf_map__value_size(counts));
	return err ? ebpf_fail(run, err, "reading a stack of") : (int)n;
}

int ebpf_evict(struct cell_run *run, u32 pid)
{
	struct ebpf_arm *arm = run->arm;
	char *bss = ebpf_view(run, arm->bss, PROT_READ | PROT_WRITE);
	struct pb_hash_place *places = (void *)(bss + arm->table);
	int err = -ENOENT;

	for (size_t i = 0; bss && i < PB_HASH_PLACES && err; i++) {
		if (places[i].key != (PB_HASH_LIVE | pid))
			continue;
		places[i].count = (struct pb_hash_count){ 0 };
		__atomic_store_n(&places[i].key, PB_HASH_GONE, __ATOMIC_RELEASE);
		err = 0;
	}
	if (bss)
		munmap(bss, bpf_map__value_size(arm->bss));
	return err ? ebpf_fail(run, err, "evicting a task from") : 0;
}
