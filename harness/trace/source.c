// SPDX-License-Identifier: GPL-2.0-only
/*
 * source - what both sides share: the queue of records, in the order of their times.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/source.h"

const struct source_side *source_side(const char *arm)
{
	static const struct source_side *const sides[] = { &source_kmod, &source_ebpf };

	for (size_t i = 0; i < ARRAY_SIZE(sides); i++)
		if (!strcmp(sides[i]->arm, arm))
			return sides[i];
	return NULL;
}

int source_fail(struct source *s, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!s->why && vasprintf(&s->why, fmt, ap) < 0)
		s->why = NULL;
	va_end(ap);
	return err;
}

void source_add(struct source *s, const void *record, size_t n)
{
	struct pb_tool_head head, *copy;

	s->taken++;
	if (n >= sizeof(head))
		memcpy(&head, record, sizeof(head));
	if (n < sizeof(head) || head.bytes > n || head.bytes < s->tool->record_bytes) {
		s->torn++;
		return;
	}
	copy = mem_alloc(head.bytes, 1);
	memcpy(copy, record, head.bytes);
	s->queue = mem_grow(s->queue, s->nr_queue + 1, sizeof(*s->queue));
	s->queue[s->nr_queue++] = copy;
}

static int source_older(const void *a, const void *b)
{
	u64 x = (*(struct pb_tool_head *const *)a)->ts_ns, y = (*(struct pb_tool_head *const *)b)->ts_ns;

	return x < y ? -1 : x > y;
}

void source_give(struct source *s, u64 before, void (*give)(const struct pb_tool_head *, void *), void *ctx)
{
	size_t n = 0;

	if (s->nr_queue)
		qsort(s->queue, s->nr_queue, sizeof(*s->queue), source_older);
	for (; n < s->nr_queue && s->queue[n]->ts_ns < before; n++) {
		give(s->queue[n], ctx);
		free(s->queue[n]);
	}
	s->nr_queue -= n;
	if (n)
		memmove(s->queue, s->queue + n, s->nr_queue * sizeof(*s->queue));
}

void source_free(struct source *s)
{
	for (size_t i = 0; i < s->nr_queue; i++)
		free(s->queue[i]);
	free(s->queue);
	free(s->why);
	s->queue = NULL;
	s->why = NULL;
	s->nr_queue = 0;
}
