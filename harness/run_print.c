// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_print - what the verb run says on standard output, for a person or (--json) for a script.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cell.h"
#include "record.h"
#include "run.h"

static void print_json(json_t *value)
{
	char *text = json_dumps(value, JSON_INDENT(1) | JSON_PRESERVE_ORDER);

	printf("%s\n", text);
	free(text);
	json_decref(value);
}

void run_print_plan(const struct run *run)
{
	json_t *names = json_array();

	for (size_t i = 0; i < run->nr_cells; i++)
		if (run->opts.json)
			json_array_append_new(names, json_string(run->cells[i].name));
		else
			printf("%s\n", run->cells[i].name);
	if (run->opts.json)
		print_json(names);
	else
		json_decref(names);
}

void run_print_end(const struct run *run, int code)
{
	json_int_t count[4] = { 0 }, missing = 0;
	json_t *cells;

	if (!run->opts.json) {
		printf("%s\n", run->folder.path);
		return;
	}
	for (size_t i = 0; i < run->nr_cells; i++) {
		const json_t *r = run->cells[i].record;

		if (r)
			count[outcome_parse(json_string_value(json_object_get(r, "outcome")))]++;
		missing += !r || record_repeats(r) < run->cells[i].repeats;
	}
	cells = json_object();
	for (int o = OUTCOME_OK; o <= OUTCOME_SKIP; o++)
		json_object_set_new(cells, outcome_name((enum outcome)o), json_integer(count[o]));
	json_object_set_new(cells, "unfinished", json_integer(missing));
	print_json(json_pack("{s:s, s:b, s:o, s:i}", "folder", run->folder.path, "complete", !missing,
			     "cells", cells, "exit", code));
}
