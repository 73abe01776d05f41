// SPDX-License-Identifier: GPL-2.0-only
/*
 * print - a session's lines with their times.
 */
#include <stdlib.h>
#include <unistd.h>

#include "trace/print.h"

void print_record(const struct pb_tool_head *record, void *ctx)
{
	struct printer *p = ctx;
	char *text = tool_text(p->tool, record), *line;

	if (!p->start_ns)
		p->start_ns = record->ts_ns;
	line = str_fmt("%-12.6f %s", (double)(record->ts_ns - p->start_ns) / 1e9, text);
	if (p->tool->span_ns)
		text_add(&line, " %12.3f", (double)p->tool->span_ns(record) / 1e6);
	p->line(line, p->ctx);
	free(line);
	free(text);
}

void print_rest(const struct session *s, struct printer *p)
{
	for (int b = 0; b < PB_HIST_BUCKETS && p->tool->histogram; b++) {
		char *line = tool_bucket(s->source.buckets, b);

		if (line)
			p->line(line, p->ctx);
		free(line);
	}
}

void print_session(struct session *s, const struct request *r, struct printer *p)
{
	p->tool = r->tool;
	*s = (struct session){ .source = { .tool = r->tool,
					   .side = source_side(r->arm),
					   .params.skip = (u32)getpid() },
			       .seconds = r->seconds,
			       .command = r->command[0] ? (char *const *)r->command : NULL,
			       .workload = r->workload,
			       .ops = r->ops,
			       .give = print_record,
			       .ctx = p };
}

char *print_end(const struct session *s)
{
	const struct source *src = &s->source;
	u64 lost = src->dropped + src->missed + src->torn;
	char *text = str_fmt("%s on %s: %llu events; ", src->tool->name, src->side->arm,
			     (unsigned long long)(src->tool->histogram ? src->taken : s->given));

	if (!lost)
		text_add(&text, "nothing was lost");
	else
		text_add(&text, "LOST %llu: %llu found no room, %llu withheld by the kernel, %llu torn",
			 (unsigned long long)lost, (unsigned long long)src->dropped,
			 (unsigned long long)src->missed, (unsigned long long)src->torn);
	if (s->status)
		text_add(&text, "; the command ended with status %d", s->status);
	return text;
}
