// SPDX-License-Identifier: GPL-2.0-only
/*
 * safety_case - what a guest would have told, handed to the judge.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "registry.h"
#include "safety/safety.h"
#include "safety_case.h"
#include "vm/boot.h"

struct cell_run safety_case(const char *fault, const char *arm, const char *facts, const char *console, bool bye)
{
	struct cell_run run = { 0 };
	struct boot b = { .hello = true, .bye = bye, .notes = json_array() };
	char *name = str_fmt("safety/kernel=6.12.1-test/fault=%s/profile=detect/arm=%s", fault, arm), *why;
	json_t *all = json_loads(facts, 0, NULL), *value;
	const char *key;

	cr_assert(all, "%s", facts);
	cr_assert_eq(cell_parse(name, &run.cell, &why), 0, "%s", why);
	json_object_foreach(all, key, value) json_array_append_new(
		b.notes, json_pack("{s:s, s:{s:O}}", "cell", name, "note", key, value));
	b.guest.console = (char *)console;
	b.guest.console_len = strlen(console);
	b.guest.timed_out = !bye;
	b.guest.ended = true;
	run.record = record_new(name, "pair");
	safety_judge(&run, &b);
	json_decref(all);
	json_decref(b.notes);
	free(name);
	return run;
}

void safety_case_free(struct cell_run *run)
{
	json_decref(run->record);
	cell_free(&run->cell);
	free(run->reason);
}
