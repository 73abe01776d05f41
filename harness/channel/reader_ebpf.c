// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader_ebpf - libbpf's readers of a program's channels; its constants, and its counters.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "channel/channel.h"

static struct bpf_map *program_map(const struct bpf_object *object, const char *end)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (str_ends(bpf_map__name(map), end))
			return map;
	return NULL;
}

/* Offset of @name among the constants, from the object's BTF; -1: there is none. */
static int program_offset(const struct bpf_object *object, const char *name)
{
	const struct btf *btf = bpf_object__btf(object);
	int id = btf ? btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC) : -ENOENT;
	const struct btf_type *section = id > 0 ? btf__type_by_id(btf, (u32)id) : NULL;
	const struct btf_var_secinfo *var = section ? btf_var_secinfos(section) : NULL;

	for (int i = 0; section && i < btf_vlen(section); i++) {
		const struct btf_type *t = btf__type_by_id(btf, var[i].type);

		if (!strcmp(btf__name_by_offset(btf, t->name_off), name) && var[i].size == sizeof(u32))
			return (int)var[i].offset;
	}
	return -1;
}

int program_constants(struct cell_run *run, struct bpf_object *object)
{
	struct reader *r = run->owner;
	const struct {
		const char *name;
		u32 value;
	} constants[] = { { "stream_channel", r->channel->id }, { "stream_bytes", r->bytes },
			  { "stream_wake", r->wake },
			  { "stream_batch", PB_STREAM_BATCH_OF(r->bytes) } };
	struct bpf_map *map = program_map(object, ".rodata");
	size_t size = 0;
	const void *initial = map ? bpf_map__initial_value(map, &size) : NULL;
	char *at = mem_alloc(size + 1, 1);
	int err = 0;

	if (initial)
		memcpy(at, initial, size);
	for (size_t i = 0; i < ARRAY_SIZE(constants); i++) {
		int offset = program_offset(object, constants[i].name);

		if (offset < 0 || offset + sizeof(u32) > size)
			err = cell_reason(run, -EPROTO, "the program has no constant %s", constants[i].name);
		else
			memcpy(at + offset, &constants[i].value, sizeof(u32));
	}
	if (!err && bpf_map__set_initial_value(map, at, size))
		err = cell_reason(run, -errno, "setting the program's constants: %s", strerror(errno));
	free(at);
	r->object = object;
	return err;
}

int program_counts(struct cell_run *run, const struct reader *r, u64 *made, u64 *dropped)
{
	struct bpf_map *map = program_map(r->object, ".bss");
	size_t size = map ? bpf_map__value_size(map) : 0;
	const struct pb_stream_slot *slots = map ? mmap(NULL, size, PROT_READ, MAP_SHARED, bpf_map__fd(map), 0) :
						   MAP_FAILED;

	*made = *dropped = 0;
	if (slots == MAP_FAILED)
		return cell_reason(run, -EIO, "the program's counters cannot be mapped");
	for (size_t cpu = 0; cpu < size / sizeof(*slots); cpu++) {
		*made += slots[cpu].made;
		*dropped += slots[cpu].dropped;
	}
	munmap((void *)slots, size);
	return 0;
}

static int map_fd(struct cell_run *run, const struct reader *r, const char *name)
{
	int fd = bpf_object__find_map_fd_by_name(r->object, name);

	return fd < 0 ? cell_reason(run, fd, "the program has no map %s", name) : fd;
}

static int ringbuf_sample(void *ctx, void *record, size_t bytes)
{
	struct reader *r = ctx;

	reader_take(r, record, (u32)bytes);
	return r->budget ? 0 : -ECANCELED;
}

int ringbuf_open(struct cell_run *run, struct reader *r)
{
	int fd = map_fd(run, r, "stream_ring");

	if (fd < 0)
		return fd;
	r->own = ring_buffer__new(fd, ringbuf_sample, r, NULL);
	if (!r->own)
		return cell_reason(run, -errno, "libbpf cannot map the ring buffer: %s", strerror(errno));
	r->fds[r->nr_fds++] = fd;
	return 0;
}

int ringbuf_drain(struct reader *r)
{
	int n = ring_buffer__consume(r->own);

	return n < 0 && n != -ECANCELED ? n : 0;
}

void ringbuf_close(struct reader *r)
{
	ring_buffer__free(r->own);
	r->own = NULL;
	r->nr_fds = 0;
}

static enum bpf_perf_event_ret perfbuf_event(void *ctx, int cpu, struct perf_event_header *event)
{
	const struct {
		struct perf_event_header header;
		u32 bytes; /* padded: the record and this number make whole words of 64 bits */
		char record[];
	} *sample = (const void *)event;
	struct reader *r = ctx;

	/* It also tells of lost records, as many as the program has counted. */
	if (event->type != PERF_RECORD_SAMPLE)
		return LIBBPF_PERF_EVENT_CONT;
	reader_take(r, sample->record, sample->bytes);
	return r->budget ? LIBBPF_PERF_EVENT_CONT : LIBBPF_PERF_EVENT_DONE;
}

int perfbuf_open(struct cell_run *run, struct reader *r)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		/* 0: for every half of the buffer. */
		.wakeup_events = r->wake == PB_STREAM_WAKE_EACH	 ? 1 :
				 r->wake == PB_STREAM_WAKE_BATCH ? PB_STREAM_BATCH_OF(r->bytes) :
								   0,
	};
	int fd = map_fd(run, r, "stream_perf");

	if (fd < 0)
		return fd;
	r->own = perf_buffer__new_raw(fd, PB_STREAM_BYTES / (size_t)getpagesize(), &attr, perfbuf_event, r, NULL);
	if (!r->own)
		return cell_reason(run, -errno, "libbpf cannot make the perf buffers: %s", strerror(errno));
	for (size_t i = 0; i < perf_buffer__buffer_cnt(r->own) && r->nr_fds < READER_MAX_FDS; i++)
		r->fds[r->nr_fds++] = perf_buffer__buffer_fd(r->own, i);
	return 0;
}

int perfbuf_drain(struct reader *r)
{
	int err = 0;

	for (int i = 0; i < r->nr_fds && r->budget && !err; i++)
		err = perf_buffer__consume_buffer(r->own, (size_t)i);
	return err;
}

void perfbuf_close(struct reader *r)
{
	perf_buffer__free(r->own);
	r->own = NULL;
	r->nr_fds = 0;
}
