// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel - the table of channels; attaching, counting, and what every reader does with a record.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel/channel.h"
#include "files.h"
#include "registry.h"

#define POLICIES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static int none_open(struct cell_run *run, struct reader *r)
{
	return 0;
}

static int none_drain(struct reader *r)
{
	return 0;
}

static void none_close(struct reader *r)
{
}

const struct channel channels[] = {
	{ "none", "kmod", "the record is written and handed to nobody", PB_STREAM_NONE, POLICIES(NULL), none_open,
	  none_drain, none_close },
	{ "mmap", "kmod", "a ring per CPU behind a device, mapped by the reader", PB_STREAM_MMAP,
	  POLICIES("each", "auto", "batch"), mmap_open, mmap_drain, mmap_close },
	{ "read", "kmod", "the same ring, copied out by read()", PB_STREAM_READ, POLICIES("each", "auto", "batch"),
	  device_open, files_drain, files_close },
	{ "relay", "kmod", "the kernel's relay, 8 parts of a buffer per CPU, copied out by read()", PB_STREAM_RELAY,
	  POLICIES("batch"), relay_open, files_drain, files_close },
	{ "none", "ebpf", "the record is written and handed to nobody", PB_STREAM_NONE, POLICIES(NULL), none_open,
	  none_drain, none_close },
	{ "ringbuf", "ebpf", "BPF ring buffer, a record is reserved, written in place, submitted", PB_STREAM_RINGBUF,
	  POLICIES("each", "auto", "batch"), ringbuf_open, ringbuf_drain, ringbuf_close },
	{ "output", "ebpf", "BPF ring buffer, a record is written elsewhere and copied in", PB_STREAM_OUTPUT,
	  POLICIES("each", "auto", "batch"), ringbuf_open, ringbuf_drain, ringbuf_close },
	{ "perfbuf", "ebpf", "perf buffer per CPU, a record is written elsewhere and copied in", PB_STREAM_PERFBUF,
	  POLICIES("each", "batch"), perfbuf_open, perfbuf_drain, perfbuf_close },
	{ .name = NULL },
};

const struct channel *channel_find(const char *arm, const char *name)
{
	for (const struct channel *c = channels; c->name; c++)
		if (!strcmp(c->arm, arm) && !strcmp(c->name, name))
			return c;
	return NULL;
}

const struct channel *channel_first(const char *arm)
{
	return channel_find(arm, strcmp(arm, "kmod") ? "ringbuf" : "mmap");
}

u32 channel_bytes(const char *size)
{
	char *end;
	unsigned long n = strtoul(size, &end, 10);

	return *end || n < PB_STREAM_MIN || n > PB_STREAM_MAX || n & (n - 1) ? 0 : (u32)n;
}

int channel_wake(const char *policy)
{
	static const char *const names[] = { [PB_STREAM_WAKE_NEVER] = "none",
					     [PB_STREAM_WAKE_EACH] = "each",
					     [PB_STREAM_WAKE_AUTO] = "auto",
					     [PB_STREAM_WAKE_BATCH] = "batch" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], policy))
			return (int)i;
	return -1;
}

int channel_load(struct cell_run *run, struct reader *r)
{
	char *args = str_fmt("channel=%d bytes=%u wake=%d batch=%u", r->channel->id, r->bytes, r->wake,
			     PB_STREAM_BATCH_OF(r->bytes));
	int err;

	run->cell.collector = collector_find("stream");
	run->module_args = args;
	run->opened = program_constants;
	run->owner = r;
	err = run->cell.backend->attach(run);
	run->module_args = NULL;
	run->opened = NULL;
	run->owner = NULL;
	free(args);
	return err;
}

int channel_attach(struct cell_run *run, struct reader *r)
{
	int err = channel_load(run, r);

	r->pid = (u32)getpid();
	return err ? err : r->channel->open(run, r);
}

int channel_detach(struct cell_run *run, struct reader *r)
{
	r->channel->close(r);
	free(r->seen);
	r->seen = NULL;
	return run->cell.backend->detach(run);
}

static int module_count(struct cell_run *run, const char *name, u64 *value)
{
	char *path = str_fmt("/sys/module/pb_stream/parameters/%s", name), *line = file_line(path);

	*value = line ? strtoull(line, NULL, 10) : 0;
	if (!line)
		cell_reason(run, -EIO, "%s cannot be read", path);
	free(path);
	free(line);
	return line ? 0 : -EIO;
}

int channel_counts(struct cell_run *run, const struct reader *r, u64 *made, u64 *dropped)
{
	int err;

	if (r->object)
		return program_counts(run, r, made, dropped);
	err = module_count(run, "events", made);
	return err ? err : module_count(run, "dropped", dropped);
}

/* Set the bit of @nr; was it set before? */
static bool reader_seen(struct reader *r, u64 nr)
{
	u8 bit = (u8)(1 << nr % 8);
	bool before;

	if (nr >= r->nr_seen) {
		u64 more = (nr | 0xffff) + 1;

		r->seen = mem_grow(r->seen, more / 8, 1);
		memset(r->seen + r->nr_seen / 8, 0, (more - r->nr_seen) / 8);
		r->nr_seen = more;
	}
	before = r->seen[nr / 8] & bit;
	r->seen[nr / 8] |= bit;
	return before;
}

/* Records of a perf buffer stand behind a number of 32 bits, so they are not aligned. */
static bool reader_whole(const struct reader *r, const struct pb_stream_head *head, const char *record)
{
	if (head->pid != r->pid || head->bytes != r->bytes)
		return false;
	for (u32 i = PB_STREAM_HEAD_WORDS; i < r->bytes / 8; i++) {
		u64 word;

		memcpy(&word, record + 8 * i, sizeof(word));
		if (word != head->nr + i)
			return false;
	}
	return true;
}

void reader_take(struct reader *r, const void *record, u32 bytes)
{
	struct pb_stream_head head;

	r->taken++;
	r->budget--;
	if (bytes < r->bytes) {
		r->wrong++;
		return;
	}
	memcpy(&head, record, sizeof(head));
	if (head.cpu >= PB_MAX_CPUS) {
		r->wrong++;
		return;
	}
	if (r->whole) {
		/* A number that nobody can have reached is not remembered. */
		if (!reader_whole(r, &head, record) || head.nr >> 32)
			r->wrong++;
		else if (reader_seen(r, head.nr))
			r->repeated++;
	}
	if (head.nr < r->next[head.cpu]) {
		r->late++;
		return;
	}
	r->missed += head.nr - r->next[head.cpu];
	r->next[head.cpu] = head.nr + 1;
}

int reader_drain(struct reader *r, u64 budget)
{
	r->budget = budget;
	return budget ? r->channel->drain(r) : 0;
}
