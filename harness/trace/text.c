// SPDX-License-Identifier: GPL-2.0-only
/*
 * text - records of tools as lines.
 */
#include <stdlib.h>
#include <string.h>

#include <probebench/hist.h>

#include "tool.h"

#define TEXT_PROCESS "%-7u %-16s %s"
#define TEXT_BAR 40 /* of the fullest bucket */

const struct tool *tool_find(const char *name)
{
	for (const struct tool *const *t = tools; *t; t++)
		if (!strcmp((*t)->name, name))
			return *t;
	return NULL;
}

char *tool_escape(const char *bytes, size_t n)
{
	char *text = str_dup("");
	size_t len = 0;

	text = mem_grow(text, 4 * n + 1, 1);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\\' || c == '\n' || c == '\t')
			len += (size_t)sprintf(text + len, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : c);
		else if (c < ' ' || c > '~')
			len += (size_t)sprintf(text + len, "\\x%02x", c);
		else
			text[len++] = (char)c;
	}
	text[len] = 0;
	return text;
}

const char *tool_errno(int err)
{
	const char *name = err ? strerrorname_np(err) : "-";

	return name ? name : "?";
}

char *tool_text(const struct tool *t, const struct pb_tool_head *record)
{
	char *comm = tool_escape(record->comm, strnlen(record->comm, sizeof(record->comm)));
	/* Some events belong to nobody. */
	char *rest = t->line(record), *text = str_fmt(TEXT_PROCESS, record->pid, *comm ? comm : "-", rest);

	free(rest);
	free(comm);
	return text;
}

void tool_expect(FILE *expect, u32 pid, const char *comm, const char *rest)
{
	fprintf(expect, TEXT_PROCESS "\n", pid, comm, rest);
}

char *tool_heading(const struct tool *t)
{
	if (t->histogram)
		return str_fmt("%15s %15s %12s", "FROM(ns)", "TO(ns)", "COUNT");
	return str_fmt("%-12s %-7s %-16s %s%s", "TIME(s)", "PID", "COMM", t->columns,
		       t->span_ns ? "           MS" : "");
}

char *tool_bucket(const u64 *buckets, int b)
{
	int first = 0, last = PB_HIST_BUCKETS - 1;
	u64 most = 0;
	char bar[TEXT_BAR + 1] = "";

	while (last >= 0 && !buckets[last])
		last--;
	while (first < last && !buckets[first])
		first++;
	if (b < first || b > last)
		return NULL;
	for (int i = first; i <= last; i++)
		most = buckets[i] > most ? buckets[i] : most;
	memset(bar, '*', (size_t)((double)buckets[b] / (double)most * TEXT_BAR));
	/* Bucket 0 holds 0, the last everything longer. */
	if (b == PB_HIST_BUCKETS - 1)
		return str_fmt("%15llu %15s %12llu |%-*s|", 1ULL << (b - 1), "...", (unsigned long long)buckets[b],
			       TEXT_BAR, bar);
	return str_fmt("%15llu %15llu %12llu |%-*s|", b ? 1ULL << (b - 1) : 0, 1ULL << b,
		       (unsigned long long)buckets[b], TEXT_BAR, bar);
}
