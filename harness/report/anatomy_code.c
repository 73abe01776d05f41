// SPDX-License-Identifier: GPL-2.0-only
/*
 * anatomy_code - a handler instruction by instruction: source and bytecode where it is a BPF program,
 * the machine code that ran in any case, and how often each instruction did.
 */
#include <stdlib.h>
#include <string.h>

#include "report/anatomy.h"

static s64 code_number(const json_t *list, size_t i, size_t member)
{
	return json_integer_value(json_array_get(json_array_get(list, i), member));
}

static const char *code_text(const json_t *list, size_t i, size_t member)
{
	const char *text = json_string_value(json_array_get(json_array_get(list, i), member));

	return text ? text : "";
}

/*
 * Bytecode, line by line of the source: lines say where each begins in both kinds of code. Text that
 * belongs to an instruction of the machine is put beside the first one that was made of it.
 */
struct code {
	const json_t *machine, *bytecode, *lines;
	size_t next_byte; /* bytecode shown so far */
};

/* Source lines that begin in [from, to) of the machine code. */
static char *code_source(const struct code *c, s64 from, s64 to)
{
	char *text = NULL;

	for (size_t i = 0; i < json_array_size(c->lines); i++)
		if (code_number(c->lines, i, 1) >= from && code_number(c->lines, i, 1) < to &&
		    (!text || !strstr(text, code_text(c->lines, i, 2))))
			text_add(&text, "%s`%s`", text ? " " : "", code_text(c->lines, i, 2));
	return text ? text : str_dup("");
}

/* The bytecode instruction that the machine code at @offset may be of: that of the last line begun. */
static s64 code_bytecode_upto(const struct code *c, s64 offset)
{
	s64 upto = INT64_MAX;

	for (size_t i = 0; i < json_array_size(c->lines); i++)
		if (code_number(c->lines, i, 1) > offset && code_number(c->lines, i, 0) < upto)
			upto = code_number(c->lines, i, 0);
	return upto;
}

static bool code_line_begins(const struct code *c, s64 from, s64 to)
{
	for (size_t i = 0; i < json_array_size(c->lines); i++)
		if (code_number(c->lines, i, 1) >= from && code_number(c->lines, i, 1) < to)
			return true;
	return false;
}

/* One row: the next bytecode instruction, if the line it belongs to has begun, beside the machine's. */
static void code_row(struct table *t, struct code *c, size_t m, s64 end)
{
	s64 from = code_number(c->machine, m, 0);
	s64 to = m + 1 < json_array_size(c->machine) ? code_number(c->machine, m + 1, 0) : end;

	table_take(t, code_source(c, from, to));
	if (c->next_byte < json_array_size(c->bytecode) &&
	    code_number(c->bytecode, c->next_byte, 0) < code_bytecode_upto(c, from) &&
	    (c->next_byte || code_line_begins(c, 0, to)))
		table_put(t, "`%s`", code_text(c->bytecode, c->next_byte++, 1));
	else
		table_put(t, "%s", "");
	table_put(t, "`%s`", code_text(c->machine, m, 2));
	table_put(t, "%lld", (long long)code_number(c->machine, m, 1));
}

struct table *anatomy_instructions(const struct event *e)
{
	struct code c = { .machine = results_at(e->cell->record, "anatomy.machine_code"),
			  .bytecode = results_at(e->cell->record, "anatomy.bytecode"),
			  .lines = results_at(e->cell->record, "anatomy.lines") };
	size_t n = json_array_size(c.machine);
	char *stem = event_stem(e), *title = event_title(e);
	struct table *t = table_new(
		str_fmt("code-%s", stem),
		str_fmt("The handler, instruction by instruction: Linux %s, collector %s, %s",
			e->kernel->label, e->cell->collector, title),
		str_dup("_times_ is how often an instruction ran in one traced operation. What stands in "
			"one row is not always made of one another: a line of source covers the rows up to "
			"the next line."),
		json_array_size(c.bytecode) ? "source,BPF bytecode,x86-64,#times" : "x86-64,#times");

	free(stem);
	free(title);
	for (size_t m = 0; m < n; m++) {
		if (json_array_size(c.bytecode)) {
			code_row(t, &c, m, INT64_MAX);
		} else {
			table_put(t, "`%s`", code_text(c.machine, m, 2));
			table_put(t, "%lld", (long long)code_number(c.machine, m, 1));
		}
	}
	for (; n && c.next_byte < json_array_size(c.bytecode); c.next_byte++) {
		table_put(t, "%s", "");
		table_put(t, "`%s`", code_text(c.bytecode, c.next_byte, 1));
		table_put(t, "%s", "");
		table_put(t, "%s", "");
	}
	return t;
}
