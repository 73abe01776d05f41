// SPDX-License-Identifier: GPL-2.0-only
/*
 * ebpf - a collector as a BPF program, opened from the bytes of its skeleton: one loader for all.
 *
 * Counters sit in the object's .bss, which is mapped: a reading is no system call. Events withheld
 * from the program are the kernel's own recursion_misses.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include <probebench/count.h>

#include "backend.h"
#include "bpfprog.h"

struct ebpf_arm {
	struct bpf_object *obj;
	struct bpf_program *prog;
	struct bpf_link *link;
	void *bss;
	size_t bss_size;
	char log[4096]; /* libbpf's last words, for the reason */
};

/* libbpf reports through one process-wide callback; this points at the arm being attached. */
static struct ebpf_arm *ebpf_logging;

static int ebpf_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (level == LIBBPF_WARN && ebpf_logging)
		vsnprintf(ebpf_logging->log, sizeof(ebpf_logging->log), fmt, ap);
	return 0;
}

static int ebpf_fail(struct cell_run *run, int err, const char *what)
{
	struct ebpf_arm *arm = run->arm;

	arm->log[strcspn(arm->log, "\n")] = 0;
	return cell_reason(run, err, "%s %s: %s%s%s", what, run->cell.mech->name, strerror(-err),
			   *arm->log ? "; " : "", arm->log);
}

/* Open the object and select the one program of this mechanism. */
static int ebpf_open(struct cell_run *run)
{
	const struct cell *c = &run->cell;
	struct ebpf_arm *arm = run->arm;
	size_t size;
	const void *elf = c->collector->bpf_elf(&size);
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = c->collector->name);
	char *name = str_fmt("%s_%s", c->collector->name, c->mech->program);
	const char *target = strchr(backend_target(c), ':');
	int err = 0;

	arm->obj = bpf_object__open_mem(elf, size, &opts);
	if (!arm->obj)
		err = -errno;
	if (!err)
		arm->prog = bpf_object__find_program_by_name(arm->obj, name);
	free(name);
	if (!err && !arm->prog)
		err = -ENOENT;
	if (err)
		return ebpf_fail(run, err, "opening the program for");
	bpf_program__set_autoload(arm->prog, true);
	target = target ? target + 1 : c->workload->func;
	if (!strcmp(c->mech->name, "fentry") || !strcmp(c->mech->name, "tp_btf"))
		err = bpf_program__set_attach_target(arm->prog, 0, target);
	return err ? ebpf_fail(run, err, "setting the target of") : 0;
}

static struct bpf_link *ebpf_link(const struct cell *c, struct bpf_program *prog)
{
	const char *mech = c->mech->name, *target = backend_target(c);
	const char *colon = strchr(target, ':');
	struct bpf_link *link;
	char *group;

	if (!strcmp(mech, "kprobe") || !strcmp(mech, "kretprobe"))
		return bpf_program__attach_kprobe(prog, !strcmp(mech, "kretprobe"), target);
	if (!strcmp(mech, "raw_tp"))
		return bpf_program__attach_raw_tracepoint(prog, colon + 1);
	if (strcmp(mech, "tp"))
		return bpf_program__attach_trace(prog);
	group = str_fmt("%.*s", (int)(colon - target), target);
	link = bpf_program__attach_tracepoint(prog, group, colon + 1);
	free(group);
	return link;
}

/* Map the counters, if the collector has any. */
static int ebpf_map(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;
	struct bpf_map *map;

	bpf_object__for_each_map(map, arm->obj) {
		const char *name = bpf_map__name(map);
		void *at;

		if (!str_ends(name, ".bss"))
			continue;
		arm->bss_size = bpf_map__value_size(map);
		at = mmap(NULL, arm->bss_size, PROT_READ, MAP_SHARED, bpf_map__fd(map), 0);
		if (at == MAP_FAILED)
			return ebpf_fail(run, -errno, "mapping the counters of");
		arm->bss = at;
	}
	if (run->cell.collector->counts && !arm->bss)
		return ebpf_fail(run, -ENOENT, "finding the counters of");
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
	err = bpf_object__load(arm->obj);
	if (err)
		return ebpf_fail(run, err, "loading the program for");
	err = ebpf_map(run);
	if (err)
		return err;
	arm->link = ebpf_link(&run->cell, arm->prog);
	return arm->link ? 0 : ebpf_fail(run, -errno, "attaching");
}

static int ebpf_read(struct cell_run *run, struct counters *c)
{
	struct ebpf_arm *arm = run->arm;
	int err = bpfprog_lost(bpf_program__fd(arm->prog), &c->lost);

	c->seen = 0;
	if (err)
		return ebpf_fail(run, err, "asking the kernel about");
	if (!run->cell.collector->counts)
		return 0;
	for (size_t i = 0; i < arm->bss_size / sizeof(struct pb_count_slot); i++)
		c->seen += ((const volatile struct pb_count_slot *)arm->bss)[i].events;
	return 0;
}

static u64 ebpf_handler(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;
	u64 address;

	return bpfprog_address(bpf_program__fd(arm->prog), &address) ? 0 : address;
}

static void ebpf_describe(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;

	bpfprog_describe(bpf_program__fd(arm->prog), run->record);
}

static int ebpf_detach(struct cell_run *run)
{
	struct ebpf_arm *arm = run->arm;
	int err = 0;

	if (!arm)
		return 0;
	if (arm->link && bpf_link__destroy(arm->link))
		err = ebpf_fail(run, -errno, "detaching");
	if (arm->bss)
		munmap(arm->bss, arm->bss_size);
	bpf_object__close(arm->obj);
	ebpf_logging = NULL;
	free(arm);
	run->arm = NULL;
	return err;
}

const struct backend backend_ebpf = {
	.name = "ebpf",
	.summary = "the collector as an eBPF program",
	.needs = { .root = true },
	.attach = ebpf_attach,
	.read = ebpf_read,
	.handler = ebpf_handler,
	.describe = ebpf_describe,
	.detach = ebpf_detach,
};
