// SPDX-License-Identifier: GPL-2.0-only
/*
 * ebpf - a collector as a BPF program, opened from the bytes of its skeleton: one loader for all.
 *
 * Counters sit in the object's .bss, which is mapped for the moment of a reading: a mapping that stayed
 * would be one more for a workload that forks to copy. Events withheld from the program are the
 * kernel's own recursion_misses.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <bpf/bpf.h>

#include <probebench/hist.h>

#include "backend.h"
#include "bpfprog.h"
#include "ebpf_arm.h"
#include "userlink.h"

#define EBPF_LOG_STATS 4 /* BPF_LOG_STATS: statistics and nothing else */

/* libbpf reports through one process-wide callback; this points at the arm being attached. */
static struct ebpf_arm *ebpf_logging;

static int ebpf_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	/*
	 * What it says first is the cause; the last is that the whole object did not load. That it may not
	 * raise a limit is said by everybody who may do nothing.
	 */
	if (level == LIBBPF_WARN && ebpf_logging && !*ebpf_logging->log && !strstr(fmt, "RLIMIT_MEMLOCK"))
		vsnprintf(ebpf_logging->log, sizeof(ebpf_logging->log), fmt, ap);
	return 0;
}

int ebpf_fail(struct cell_run *run, int err, const char *what)
{
	struct ebpf_arm *arm = run->arm;

	arm->log[strcspn(arm->log, "\n")] = 0;
	return cell_reason(run, err, "%s %s: %s%s%s", what, run->cell.mech->name, strerror(-err),
			   *arm->log ? "; " : "", arm->log);
}

/* The function or tracepoint without its group. */
static const char *ebpf_target(const struct cell *c)
{
	const char *target = backend_target(c), *colon = strchr(target, ':');

	return colon ? colon + 1 : target;
}

static bool ebpf_is(const struct bpf_program *prog, const char *section)
{
	return !strcmp(bpf_program__section_name(prog), section);
}

static struct bpf_program *ebpf_find(struct cell_run *run, const char *suffix)
{
	struct ebpf_arm *arm = run->arm;
	char *name = str_fmt("%s_%s", run->cell.collector->name, suffix);
	struct bpf_program *prog = bpf_object__find_program_by_name(arm->obj, name);

	free(name);
	return prog;
}

/* Select the program <collector>_<suffix> and name its target, where the program carries it. */
static int ebpf_select(struct cell_run *run, const char *suffix, struct bpf_program **prog)
{
	const struct cell *c = &run->cell;
	int err = 0;

	*prog = ebpf_find(run, suffix);
	if (!*prog)
		return ebpf_fail(run, -ENOENT, "finding the program for");
	bpf_program__set_autoload(*prog, true);
	err = userlink_prepare(*prog);
	if (ebpf_is(*prog, "fentry") || ebpf_is(*prog, "fexit") || ebpf_is(*prog, "tp_btf"))
		err = bpf_program__set_attach_target(*prog, 0, ebpf_target(c));
	return err ? ebpf_fail(run, err, "setting the target of") : 0;
}

/* Open the object and select the one program of this mechanism, or the two of a pair. */
static int ebpf_open(struct cell_run *run)
{
	const struct cell *c = &run->cell;
	struct ebpf_arm *arm = run->arm;
	size_t size;
	const void *elf = c->collector->bpf_elf(&size);
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = c->collector->name,
		    .kernel_log_buf = run->verifier_log, .kernel_log_size = run->verifier_log_size,
		    .kernel_log_level = run->verifier_log ? EBPF_LOG_STATS : 0);
	int err;

	arm->obj = bpf_object__open_mem(elf, size, &opts);
	if (!arm->obj)
		return ebpf_fail(run, -errno, "opening the object for");
	arm->feed = run->feeds ? ebpf_find(run, "feed") : NULL;
	if (arm->feed)
		bpf_program__set_autoload(arm->feed, true);
	err = ebpf_select(run, c->mech->program, &arm->prog[0]);
	if (!err && c->collector->pair)
		err = ebpf_select(run, c->mech->enter, &arm->prog[1]);
	if (!err && run->opened)
		err = run->opened(run, arm->obj);
	return err;
}

static struct bpf_link *ebpf_link(const struct cell *c, struct bpf_program *prog)
{
	const char *target = backend_target(c);
	struct bpf_link *link;
	char *group;

	if (ebpf_is(prog, "kprobe") || ebpf_is(prog, "kretprobe"))
		return bpf_program__attach_kprobe(prog, ebpf_is(prog, "kretprobe"), target);
	if (ebpf_is(prog, "raw_tp"))
		return bpf_program__attach_raw_tracepoint(prog, ebpf_target(c));
	if (!ebpf_is(prog, "tp"))
		return bpf_program__attach_trace(prog);
	group = str_fmt("%.*s", (int)strcspn(target, ":"), target);
	link = bpf_program__attach_tracepoint(prog, group, ebpf_target(c));
	free(group);
	return link;
}

int ebpf_variable(struct ebpf_arm *arm, const struct bpf_map *map, const char *section, const char *name,
		  u32 *offset, u32 *size)
{
	const struct btf *btf = bpf_object__btf(arm->obj);
	int id = btf ? btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC) : -ENOENT;
	const struct btf_type *sec = id > 0 ? btf__type_by_id(btf, (u32)id) : NULL;
	const struct btf_var_secinfo *var = sec ? btf_var_secinfos(sec) : NULL;

	for (int i = 0; sec && i < btf_vlen(sec); i++) {
		const struct btf_type *t = btf__type_by_id(btf, var[i].type);

		*offset = var[i].offset;
		*size = var[i].size;
		if (!strcmp(btf__name_by_offset(btf, t->name_off), name) &&
		    map && *offset + *size <= bpf_map__value_size(map))
			return 0;
	}
	return -ENOENT;
}

/* 0 or -errno. */
static int ebpf_link_one(struct cell_run *run, struct bpf_program *prog, struct bpf_link **link)
{
	struct ebpf_arm *arm = run->arm;

	if (backend_in_user(&run->cell))
		return userlink_attach(prog, run->cell.workload->own, link, &arm->multi);
	*link = ebpf_link(&run->cell, prog);
	return *link ? 0 : -errno;
}

/* Find the counters (.bss) and the parameters (.data), if the collector has any. */
static int ebpf_find_state(struct cell_run *run)
{
	const struct collector *col = run->cell.collector;
	struct ebpf_arm *arm = run->arm;
	struct bpf_map *map;

	bpf_object__for_each_map(map, arm->obj) {
		const char *name = bpf_map__name(map);

		if (str_ends(name, ".bss"))
			arm->bss = map;
		else if (str_ends(name, ".data"))
			arm->data = map;
	}
	if (col->table)
		return ebpf_find_table(run);
	if (col->counts && (!arm->bss || bpf_map__value_size(arm->bss) != PB_MAX_CPUS * col->slot_bytes))
		return ebpf_fail(run, -EPROTO, "finding the counters of");
	return 0;
}

void *ebpf_view(struct cell_run *run, const struct bpf_map *map, int prot)
{
	void *at = mmap(NULL, bpf_map__value_size(map), prot, MAP_SHARED, bpf_map__fd(map), 0);

	if (at != MAP_FAILED)
		return at;
	ebpf_fail(run, -errno, "mapping the variables of");
	return NULL;
}

static int ebpf_set(struct cell_run *run, const char *name, s64 value)
{
	struct ebpf_arm *arm = run->arm;
	char *symbol = str_fmt("%s_%s", run->cell.collector->name, name);
	s32 value32 = (s32)value;
	char *data;
	u32 offset, size;
	int err = ebpf_variable(arm, arm->data, ".data", symbol, &offset, &size);

	free(symbol);
	if (err || size != sizeof(value32))
		return ebpf_fail(run, err ? err : -EPROTO, "finding a parameter of");
	data = ebpf_view(run, arm->data, PROT_READ | PROT_WRITE);
	if (!data)
		return -EIO;
	memcpy(data + offset, &value32, sizeof(value32));
	munmap(data, bpf_map__value_size(arm->data));
	return 0;
}

static int ebpf_attach(struct cell_run *run)
{
	struct ebpf_arm *arm = mem_alloc(1, sizeof(*arm));
	int err;

	run->arm = ebpf_logging = arm;
	libbpf_set_print(ebpf_print);
	err = ebpf_open(run);
	if (err)
		return err;
	cell_step(run, LIFE_OPEN);
	err = bpf_object__load(arm->obj);
	if (err)
		return ebpf_fail(run, err, "loading the program for");
	cell_step(run, LIFE_LOAD);
	err = ebpf_find_state(run);
	if (err)
		return err;
	/* The entry first: an exit without a start would find nothing to measure. */
	for (int i = EBPF_PROGS - 1; i >= 0; i--) {
		if (!arm->prog[i])
			continue;
		err = ebpf_link_one(run, arm->prog[i], &arm->link[i]);
		if (err)
			return ebpf_fail(run, err, "attaching");
	}
	cell_step(run, LIFE_ATTACH);
	return 0;
}

/* Add up the counters of every CPU's slot, and those behind them of what had no room. */
static int ebpf_sum(struct cell_run *run, u64 *sum, u64 *dropped)
{
	const struct collector *col = run->cell.collector;
	struct ebpf_arm *arm = run->arm;
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	const char *bss = ebpf_view(run, arm->bss, PROT_READ);

	if (!bss)
		return -EIO;
	for (long cpu = 0; cpu < cpus && cpu < PB_MAX_CPUS; cpu++) {
		const volatile u64 *slot = (const volatile u64 *)(bss + arm->slots + (size_t)cpu * col->slot_bytes);

		for (u32 i = 0; i < col->slot_counters && (!run->one_cpu || run->cpu == cpu); i++)
			*sum += slot[i];
		if (col->drops && (!run->one_cpu || run->cpu == cpu))
			*dropped += slot[col->slot_counters];
	}
	munmap((void *)bss, bpf_map__value_size(arm->bss));
	return 0;
}

static int ebpf_read(struct cell_run *run, struct counters *c)
{
	const struct collector *col = run->cell.collector;
	struct ebpf_arm *arm = run->arm;

	*c = (struct counters){ 0 };
	for (int i = 0; i < EBPF_PROGS && arm->prog[i]; i++) {
		u64 lost;
		int err = bpfprog_lost(bpf_program__fd(arm->prog[i]), &lost);

		if (err)
			return ebpf_fail(run, err, "asking the kernel about");
		c->lost += lost;
	}
	/* The slots of a collector with a table count what the table had no room for. */
	if (col->table) {
		int err = ebpf_places(run, NULL, 0, c);

		return err < 0 ? err : ebpf_sum(run, &c->lost, &c->lost);
	}
	return col->counts ? ebpf_sum(run, &c->seen, &c->lost) : 0;
}

static int ebpf_feed(struct cell_run *run, const u64 *events, size_t n)
{
	struct ebpf_arm *arm = run->arm;

	for (size_t i = 0; i < n; i++) {
		u64 feed = events[i];
		LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &feed, .ctx_size_in = sizeof(feed));
		int err = arm->feed ? bpf_prog_test_run_opts(bpf_program__fd(arm->feed), &opts) : -ENOENT;

		if (err)
			return ebpf_fail(run, err, "feeding an event to");
	}
	return 0;
}

static int ebpf_buckets(struct cell_run *run, u64 *buckets)
{
	struct ebpf_arm *arm = run->arm;
	const struct pb_hist_slot *slots = ebpf_view(run, arm->bss, PROT_READ);
	long cpus = sysconf(_SC_NPROCESSORS_CONF);

	if (!slots)
		return -EIO;
	memset(buckets, 0, PB_HIST_BUCKETS * sizeof(*buckets));
	for (long cpu = 0; cpu < cpus && cpu < PB_MAX_CPUS; cpu++)
		for (int i = 0; i < PB_HIST_BUCKETS; i++)
			buckets[i] += slots[cpu].buckets[i];
	munmap((void *)slots, bpf_map__value_size(arm->bss));
	return 0;
}

static int ebpf_runs(struct cell_run *run, u64 *runs)
{
	struct ebpf_arm *arm = run->arm;
	int err = bpfprog_runs(bpf_program__fd(arm->prog[0]), runs);

	return err ? ebpf_fail(run, err, "asking the kernel about") : 0;
}

static u64 ebpf_handler(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;
	u64 address;

	return bpfprog_address(bpf_program__fd(arm->prog[0]), &address) ? 0 : address;
}

static void ebpf_describe(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;

	bpfprog_describe(bpf_program__fd(arm->prog[0]), run->record);
}

static json_t *ebpf_code(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;

	return bpfprog_code(bpf_program__fd(arm->prog[0]));
}

static int ebpf_detach(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;
	int err = 0;

	if (!arm)
		return 0;
	cell_step(run, LIFE_ASK);
	for (int i = 0; i < EBPF_PROGS; i++)
		if (arm->link[i] && bpf_link__destroy(arm->link[i]))
			err = ebpf_fail(run, -errno, "detaching");
	if (arm->multi)
		close(arm->multi);
	cell_step(run, LIFE_DETACH);
	bpf_object__close(arm->obj);
	cell_step(run, LIFE_UNLOAD);
	ebpf_logging = NULL;
	free(arm);
	run->arm = NULL;
	return err;
}

static bool ebpf_has(const struct collector *c)
{
	return c->bpf_elf != NULL;
}

const struct backend backend_ebpf = {
	.name = "ebpf",
	.summary = "the collector as an eBPF program",
	.needs = { .root = true },
	.has = ebpf_has,
	.attach = ebpf_attach,
	.read = ebpf_read,
	.runs = ebpf_runs,
	.handler = ebpf_handler,
	.set = ebpf_set,
	.feed = ebpf_feed,
	.buckets = ebpf_buckets,
	.tasks = ebpf_tasks,
	.evict = ebpf_evict,
	.stacks = ebpf_stacks,
	.describe = ebpf_describe,
	.code = ebpf_code,
	.detach = ebpf_detach,
};
