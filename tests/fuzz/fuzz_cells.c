// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_cells - any bytes as cells.jsonl, through both of its readers and what they feed.
 *
 * The report must judge and print whatever it accepts; a resumed run must be able to fold one more
 * repeat into whatever it takes over. Where both accept a text that nothing cut off, they must find the
 * same cells; the report alone keeps sampled cells apart.
 */
#include <string.h>

#include "folder.h"
#include "fuzz.h"
#include "record.h"
#include "report/overhead.h"

static void cells_print(struct table *t)
{
	char *text = table_text(t, &table_csv);

	FUZZ_CLAIM(text);
	free(text);
	table_free(t);
}

/* The number of cells, or -1 if the report refuses them. */
static long cells_report(const char *text, size_t len)
{
	struct results r = { .dir = str_dup("/nonexistent"), .manifest = json_object() };
	struct gate gates[NR_GATES] = { 0 };
	long n = -1;

	if (!results_parse(&r, "cells.jsonl", text, len) && !results_kernels(&r)) {
		n = (long)r.nr_cells;
		gates_judge(&r, gates);
		gates_free(gates);
		cells_print(overhead_csv_cells(&r));
		cells_print(overhead_csv_pairs(&r));
	}
	results_free(&r);
	return n;
}

/* As run.c takes a record over and schedule.c adds to it. */
static void cells_merge(json_t *have)
{
	const char *outcome = json_string_value(json_object_get(have, "outcome"));
	json_t *next, *merged;

	if (!outcome || (strcmp(outcome, "ok") && strcmp(outcome, "skip")))
		return;
	next = json_deep_copy(have);
	merged = record_merge(have, next);
	FUZZ_CLAIM(json_is_object(merged));
	record_has_repeat(merged, 1);
	json_decref(merged);
	json_decref(next);
}

static long cells_resume(const char *text, size_t len)
{
	struct folder f = { .path = (char *)"/nonexistent", .cells = json_object(), .lock = -1 };
	const char *name;
	json_t *record;
	long n = -1;

	if (!folder_parse(&f, text, len)) {
		n = (long)json_object_size(f.cells);
		json_object_foreach(f.cells, name, record)
			cells_merge(record);
	}
	json_decref(f.cells);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy without a byte more, so that reading on is seen. */
	char *text = mem_alloc(size, 1);
	long report, resume;

	memcpy(text, data, size);
	report = cells_report(text, size);
	resume = cells_resume(text, size);
	if (size && text[size - 1] == '\n' && !memmem(text, size, "profile", 7))
		FUZZ_CLAIM(report < 0 || resume < 0 || report == resume);
	free(text);
	return 0;
}
