// SPDX-License-Identifier: GPL-2.0-only
/*
 * lines - reading the kernel's lists of functions: available_filter_functions, kallsyms, a trace.
 */
#include <stdlib.h>
#include <string.h>

#include "scaling/pick.h"

static int lines_order(const void *a, const void *b)
{
	const struct pick_line *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->line < y->line ? -1 : 1;
}

size_t pick_lines(char *text, struct pick_line **lines)
{
	size_t n = 0, room = 0;
	u32 line = 0;
	char *save = NULL;

	*lines = NULL;
	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		line++;
		/* A blank: of a module. A dot: a part of a function, or a copy made by the compiler. */
		if (strpbrk(l, " .") || str_starts(l, "__ftrace_invalid"))
			continue;
		if (n == room) {
			room = room ? 2 * room : 4096;
			*lines = mem_grow(*lines, room, sizeof(**lines));
		}
		(*lines)[n++] = (struct pick_line){ .name = l, .line = line };
	}
	if (n)
		qsort(*lines, n, sizeof(**lines), lines_order);
	for (size_t i = 1; i < n; i++)
		if (!strcmp((*lines)[i].name, (*lines)[i - 1].name))
			(*lines)[i].twice = (*lines)[i - 1].twice = true;
	return n;
}

static int lines_named(const void *name, const void *line)
{
	return strcmp(name, ((const struct pick_line *)line)->name);
}

struct pick_line *pick_find(struct pick_line *lines, size_t n, const char *name)
{
	return n ? bsearch(name, lines, n, sizeof(*lines), lines_named) : NULL;
}

/* "ffffffff81001000 T name" or "... t name\t[module]"; data symbols have other letters. */
void pick_addresses(struct pick_line *lines, size_t n, const char *kallsyms)
{
	struct pick_line *last = NULL;
	u64 last_address = 0;

	for (const char *p = kallsyms; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char *end, name[128];
		u64 address = strtoull(p, &end, 16);
		size_t len;
		struct pick_line *l;

		if (*end != ' ' || !strchr("tTwW", end[1]) || !end[1] || end[2] != ' ')
			continue;
		len = strcspn(end + 3, "\n\t ");
		if (len >= sizeof(name))
			continue;
		memcpy(name, end + 3, len);
		name[len] = 0;
		l = pick_find(lines, n, name);
		if (l && l->address)
			l->twice = true;
		/* Another name for the same place: mechanisms that are told a name may mean either. */
		if (address == last_address) {
			if (l)
				l->twice = true;
			if (last)
				last->twice = true;
		}
		if (l)
			l->address = address;
		last = l;
		last_address = address;
	}
	for (size_t i = 0; i < n; i++)
		if (lines[i].twice)
			lines[i].address = 0;
}

/* "          init-70      [000] ....1   120: getname_flags <-do_sys_openat2" */
unsigned int pick_hits(struct pick_line *lines, size_t n, const char *trace)
{
	unsigned int hits = 0;

	for (const char *arrow = strstr(trace, " <-"); arrow; arrow = strstr(arrow + 1, " <-")) {
		const char *from = arrow;
		struct pick_line *l;
		char *name;

		while (from > trace && from[-1] != ' ')
			from--;
		name = str_fmt("%.*s", (int)(arrow - from), from);
		l = pick_find(lines, n, name);
		if (l && l->address) {
			l->address = 0;
			hits++;
		}
		free(name);
	}
	return hits;
}
