// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_ebpf - a tool as an eBPF object: all of its programs attached, its ring buffer read by libbpf.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "bpfprog.h"
#include "trace/source.h"

#define EBPF_MAX_PROGS 4

struct ebpf_source {
	struct bpf_object *obj;
	struct bpf_link *links[EBPF_MAX_PROGS];
	struct ring_buffer *ring;
	char log[1024];	       /* libbpf's first words, for the reason */
};

/* libbpf reports through one process-wide callback. */
static struct ebpf_source *ebpf_logging;

static int ebpf_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (level == LIBBPF_WARN && ebpf_logging && !*ebpf_logging->log)
		vsnprintf(ebpf_logging->log, sizeof(ebpf_logging->log), fmt, ap);
	return 0;
}

static int ebpf_fail(struct source *s, int err, const char *what)
{
	struct ebpf_source *e = s->priv;

	e->log[strcspn(e->log, "\n")] = 0;
	return source_fail(s, err, "%s %s: %s%s%s", what, s->tool->name, strerror(-err), *e->log ? "; " : "",
			   e->log);
}

/*
 * The map that has variable @name of section @section (".rodata", ".bss"), and where it is in there; at least
 * @size bytes of it. NULL: there is none.
 */
static struct bpf_map *ebpf_variable(struct ebpf_source *e, const char *section, const char *name, u32 size,
				     u32 *offset)
{
	const struct btf *btf = bpf_object__btf(e->obj);
	int id = btf ? btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC) : -ENOENT;
	const struct btf_type *sec = id > 0 ? btf__type_by_id(btf, (u32)id) : NULL;
	const struct btf_var_secinfo *var = sec ? btf_var_secinfos(sec) : NULL;
	struct bpf_map *map;

	bpf_object__for_each_map(map, e->obj) {
		if (!sec || !str_ends(bpf_map__name(map), section))
			continue;
		for (int i = 0; i < btf_vlen(sec); i++) {
			*offset = var[i].offset;
			if (var[i].size >= size && *offset + var[i].size <= bpf_map__value_size(map) &&
			    !strcmp(btf__name_by_offset(btf, btf__type_by_id(btf, var[i].type)->name_off), name))
				return map;
		}
	}
	return NULL;
}

static int ebpf_set_params(struct source *s)
{
	struct ebpf_source *e = s->priv;
	u32 offset;
	struct bpf_map *map = ebpf_variable(e, ".rodata", "tool_params", sizeof(s->params), &offset);
	size_t size;
	char *at = map ? (char *)bpf_map__initial_value(map, &size) : NULL;

	if (!at)
		return ebpf_fail(s, -EPROTO, "finding the parameters of");
	memcpy(at + offset, &s->params, sizeof(s->params));
	return 0;
}

/* The least power of two that has room for PB_TOOL_BYTES of each CPU. */
static int ebpf_size_ring(struct source *s, struct bpf_map *ring)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	u32 bytes = PB_TOOL_BYTES;

	while (bytes < cpus * PB_TOOL_BYTES && bytes < 1u << 30)
		bytes *= 2;
	return bpf_map__set_max_entries(ring, bytes) ? ebpf_fail(s, -EINVAL, "sizing the ring of") : 0;
}

static int ebpf_on_record(void *ctx, void *data, size_t n)
{
	source_add(ctx, data, n);
	return 0;
}

static int ebpf_load(struct source *s)
{
	struct ebpf_source *e = s->priv;
	size_t size;
	const void *elf = s->tool->bpf_elf(&size);
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = s->tool->name);
	struct bpf_map *map;
	int err;

	e->obj = bpf_object__open_mem(elf, size, &opts);
	if (!e->obj)
		return ebpf_fail(s, -errno, "opening");
	err = ebpf_set_params(s);
	map = bpf_object__find_map_by_name(e->obj, "tool_ring");
	if (!err && map)
		err = ebpf_size_ring(s, map);
	if (err)
		return err;
	err = bpf_object__load(e->obj);
	if (err)
		return ebpf_fail(s, err, "loading");
	if (map) {
		e->ring = ring_buffer__new(bpf_map__fd(map), ebpf_on_record, s, NULL);
		if (!e->ring)
			return ebpf_fail(s, -errno, "reading the ring of");
		s->fd = ring_buffer__epoll_fd(e->ring);
	}
	return 0;
}

static int ebpf_open(struct source *s)
{
	struct ebpf_source *e = mem_alloc(1, sizeof(*e));
	struct bpf_program *prog;
	size_t n = 0;
	int err;

	s->priv = ebpf_logging = e;
	libbpf_set_print(ebpf_print);
	err = ebpf_load(s);
	if (err)
		return err;
	bpf_object__for_each_program(prog, e->obj) {
		if (n == EBPF_MAX_PROGS)
			return ebpf_fail(s, -E2BIG, "attaching");
		e->links[n] = bpf_program__attach(prog);
		if (!e->links[n])
			return ebpf_fail(s, -errno, "attaching");
		n++;
	}
	return 0;
}

static int ebpf_take(struct source *s)
{
	struct ebpf_source *e = s->priv;
	int n = e->ring ? ring_buffer__consume(e->ring) : 0;

	return n < 0 ? ebpf_fail(s, n, "reading the ring of") : 0;
}

/* Copy @size bytes of variable @name, which every CPU has a part of. */
static int ebpf_copy(struct source *s, const char *name, void *to, u32 size)
{
	struct ebpf_source *e = s->priv;
	u32 offset;
	struct bpf_map *map = ebpf_variable(e, ".bss", name, size, &offset);
	size_t all = map ? bpf_map__value_size(map) : 0;
	char *bss = map ? mmap(NULL, all, PROT_READ, MAP_SHARED, bpf_map__fd(map), 0) : MAP_FAILED;

	if (bss == MAP_FAILED)
		return ebpf_fail(s, map ? -errno : -EPROTO, "reading the counters of");
	memcpy(to, bss + offset, size);
	munmap(bss, all);
	return 0;
}

static int ebpf_buckets(struct source *s)
{
	struct pb_hist_slot *slots = mem_alloc(PB_MAX_CPUS, sizeof(*slots));
	int err = ebpf_copy(s, "tool_buckets", slots, PB_MAX_CPUS * sizeof(*slots));

	for (int b = 0; b < PB_HIST_BUCKETS; b++)
		for (int cpu = 0; cpu < PB_MAX_CPUS; cpu++)
			s->buckets[b] += slots[cpu].buckets[b];
	free(slots);
	return err;
}

static int ebpf_count(struct source *s)
{
	struct pb_tool_slot *slots = mem_alloc(PB_MAX_CPUS, sizeof(*slots));
	struct ebpf_source *e = s->priv;
	struct bpf_program *prog;
	int err = ebpf_copy(s, "tool_slots", slots, PB_MAX_CPUS * sizeof(*slots));

	for (int cpu = 0; cpu < PB_MAX_CPUS; cpu++) {
		s->made += slots[cpu].made;
		s->dropped += slots[cpu].dropped;
	}
	free(slots);
	bpf_object__for_each_program(prog, e->obj) {
		u64 missed;

		if (bpfprog_lost(bpf_program__fd(prog), &missed))
			return ebpf_fail(s, -EIO, "asking the kernel about");
		s->missed += missed;
	}
	return err || !s->tool->histogram ? err : ebpf_buckets(s);
}

static int ebpf_detach(struct source *s)
{
	struct ebpf_source *e = s->priv;
	int err = 0;

	for (size_t i = 0; i < EBPF_MAX_PROGS; i++) {
		if (e->links[i] && bpf_link__destroy(e->links[i]))
			err = ebpf_fail(s, -errno, "detaching");
		e->links[i] = NULL;
	}
	return err;
}

static int ebpf_close(struct source *s)
{
	struct ebpf_source *e = s->priv;
	int err;

	if (!e)
		return 0;
	err = ebpf_detach(s);
	ring_buffer__free(e->ring);
	bpf_object__close(e->obj);
	ebpf_logging = NULL;
	free(e);
	s->priv = NULL;
	s->fd = -1;
	return err;
}

const struct source_side source_ebpf = {
	.arm = "ebpf",
	.open = ebpf_open,
	.take = ebpf_take,
	.count = ebpf_count,
	.detach = ebpf_detach,
	.close = ebpf_close,
};
