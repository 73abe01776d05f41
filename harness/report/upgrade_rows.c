// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrade_rows - the cells of the experiment as rows, and the sentences that follow from them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/upgrade.h"

char *upgrade_provenance(const struct results *r, const struct result_kernel *k, const char *experiment)
{
	char *accel = results_distinct(r, experiment, k->release, "accel", "unknown"), *text;
	char *version = results_text(k->entry, "version", NULL);

	text = str_fmt(
		"Counted events, not time. QEMU %s, one thread for two CPUs, Linux %s%s%s%s",
		accel, k->release, version ? " (" : "", version ? version : "", version ? ")" : "");
	free(version);
	free(accel);
	return text;
}

static s64 row_metric(const struct result_cell *c, const char *name)
{
	char *path = str_fmt("metrics.%s.value", name);
	s64 value = -1;

	results_int(c->record, path, &value);
	free(path);
	return value;
}

static double row_median(const struct result_cell *c, const char *name)
{
	char *path = str_fmt("metrics.%s.value", name);
	double value = -1;

	results_num(c->record, path, &value);
	free(path);
	return value;
}

static struct upgrade_row row_of(const struct result_cell *c)
{
	return (struct upgrade_row){
		.cell = c,
		.strategy = cell_key(c->name, "strategy"),
		.upgrades = row_metric(c, "upgrades"),
		.exposed = row_metric(c, "exposed_upgrades"),
		.missed = row_metric(c, "missed"),
		.extra = row_metric(c, "duplicated"),
		.wrong = row_metric(c, "wrong_version"),
		.reordered = row_metric(c, "reordered"),
		.own_lost = row_metric(c, "own_lost"),
		.mixed = row_metric(c, "mixed_versions"),
		.lossy = row_metric(c, "lossy_upgrades"),
		.doubling = row_metric(c, "doubling_upgrades"),
		.hole = row_metric(c, "blackout_max"),
		.state_lost = row_metric(c, "state_lost"),
		.settled = row_metric(c, "state_settled"),
		.stub_counted = row_metric(c, "stub_counted"),
		.memory = row_metric(c, "memory_bytes"),
		.overlap = row_metric(c, "memory_overlap_bytes"),
		.refusal = row_metric(c, "refusal"),
		.schema_refusal = row_metric(c, "schema_refusal"),
	};
}

static int row_compare(const void *a, const void *b)
{
	const struct upgrade_row *x = a, *y = b;
	int by = strcmp(x->strategy, y->strategy);

	if (!by)
		by = strcmp(y->cell->arm, x->cell->arm); /* kmod before ebpf */
	return by ? by : strcmp(x->cell->mech, y->cell->mech);
}

struct upgrade_rows upgrade_rows(const struct results *r, const char *kernel)
{
	struct upgrade_rows rows = { .v = mem_alloc(r->nr_cells, sizeof(*rows.v)) };

	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];
		struct upgrade_row row;

		if (strcmp(c->experiment, "upgrade") || strcmp(c->kernel, kernel) ||
		    c->outcome == OUTCOME_BROKEN || c->outcome == OUTCOME_SKIP)
			continue;
		row = row_of(c);
		if (row.strategy && row.upgrades > 0)
			rows.v[rows.n++] = row;
		else
			free(row.strategy);
	}
	qsort(rows.v, rows.n, sizeof(*rows.v), row_compare);
	return rows;
}

void upgrade_rows_free(struct upgrade_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		free(rows->v[i].strategy);
	free(rows->v);
	*rows = (struct upgrade_rows){ 0 };
}

const char *upgrade_side(const struct upgrade_row *row)
{
	return strcmp(row->cell->arm, "kmod") ? "eBPF" : "module";
}

const char *upgrade_mech(const struct upgrade_row *row)
{
	return strcmp(row->cell->mech, "none") ? row->cell->mech : "";
}

s64 upgrade_metric(const struct upgrade_row *row, const char *name)
{
	double value = row_median(row->cell, name);

	return value < 0 ? -1 : (s64)(value + 0.5);
}

size_t upgrade_next(const struct upgrade_rows *rows, size_t from)
{
	size_t at = from;

	while (at < rows->n && !strcmp(rows->v[at].strategy, rows->v[from].strategy))
		at++;
	return at;
}

char *upgrade_number(s64 n)
{
	char *plain = str_fmt("%lld", (long long)n), *out = NULL;
	size_t len = strlen(plain), sign = *plain == '-';

	for (size_t i = 0; i < len; i++)
		text_add(&out, "%s%c", i > sign && (len - i) % 3 == 0 ? "," : "", plain[i]);
	free(plain);
	return out;
}

/* The rows of one side of one strategy, added up. */
struct upgrade_sum {
	size_t cells;
	s64 upgrades, exposed, missed, extra, reordered, mixed, lossy, doubling, hole, state_lost,
		stub_counted, settled;
	s64 refused; /* upgrades that the kernel refused */
	int refusal, schema_refusal;
	bool stub;
};

static struct upgrade_sum rows_sum(const struct upgrade_rows *rows, size_t from, size_t to,
				   const char *arm)
{
	struct upgrade_sum s = { 0 };

	for (size_t i = from; i < to; i++) {
		const struct upgrade_row *r = &rows->v[i];

		if (strcmp(r->cell->arm, arm))
			continue;
		s.cells++;
		s.upgrades += r->upgrades;
		s.exposed += r->exposed;
		s.missed += r->missed;
		s.extra += r->extra;
		s.mixed += r->mixed > 0 ? r->mixed : 0;
		s.reordered += r->reordered > 0 ? r->reordered : 0;
		s.lossy += r->lossy;
		s.doubling += r->doubling;
		s.hole = r->hole > s.hole ? r->hole : s.hole;
		s.state_lost += r->state_lost;
		s.stub |= r->stub_counted >= 0;
		s.stub_counted += r->stub_counted > 0 ? r->stub_counted : 0;
		s.settled += r->settled > 0 ? r->settled : 0;
		s.schema_refusal =
			r->schema_refusal > 0 ? (int)r->schema_refusal : s.schema_refusal;
		s.refused += r->refusal > 0 ? r->upgrades : 0;
		s.refusal = r->refusal > 0 ? (int)r->refusal : s.refusal;
	}
	return s;
}

static void verdict_events(char **text, const struct upgrade_sum *s)
{
	char *missed = upgrade_number(s->missed), *hole = upgrade_number(s->hole),
	     *extra = upgrade_number(s->extra), *mixed = upgrade_number(s->mixed),
	     *lost = upgrade_number(s->state_lost), *back = upgrade_number(s->reordered);

	if (!s->missed && !s->extra)
		text_add(text, "loses and doubles nothing");
	else if (!s->missed)
		text_add(text,
			 "loses nothing and records %s events twice, in %lld of %lld upgrades",
			 extra, (long long)s->doubling, (long long)s->upgrades);
	else
		text_add(text, "loses %s event%s in %lld of %lld upgrades, up to %s in a row",
			 missed, s->missed == 1 ? "" : "s", (long long)s->lossy,
			 (long long)s->upgrades, hole);
	if (s->missed && s->extra)
		text_add(text, ", and records %s twice", extra);
	if (s->missed && s->stub && s->stub_counted == s->missed)
		text_add(text, ", all of which what stays at the hook has counted");
	if (s->mixed)
		text_add(text, ", and %s events pass links of two versions", mixed);
	if (s->reordered)
		text_add(text, ", and the old version alone records %s after the new one has begun", back);
	if (s->state_lost)
		text_add(text, ", and its record misses %s of the events recorded", lost);
	free(back);
	free(lost);
	free(mixed);
	free(extra);
	free(hole);
	free(missed);
}

/* What was lost or doubled was put to the test; of the rest it has to be said. */
static void verdict_exposed(char **text, const struct upgrade_sum *s)
{
	if (s->missed || s->extra || s->mixed || s->reordered)
		return;
	if (!s->exposed)
		text_add(text,
			 ", but no event came while versions changed: nothing was put to the test");
	else
		text_add(text, " in %lld upgrades, %lld of which had events at risk",
			 (long long)s->upgrades, (long long)s->exposed);
}

static void verdict_side(char **text, const struct upgrade_sum *s, const char *side)
{
	text_add(text, "%s%s ", *text ? "; " : "", side);
	if (s->refused == s->upgrades) {
		text_add(text, "is refused by the kernel (%s) and goes on with the old version",
			 strerrorname_np(s->refusal));
		return;
	}
	verdict_events(text, s);
	verdict_exposed(text, s);
	if (s->schema_refusal) {
		char *settled = upgrade_number(s->settled);

		text_add(
			text,
			"; a version with a larger record is refused (%s) until there is a larger one, "
			"and %s events had to be added to the copy afterwards",
			strerrorname_np(s->schema_refusal), settled);
		free(settled);
	}
}

char *upgrade_verdict(const struct upgrade_rows *rows, size_t from, size_t to)
{
	struct upgrade_sum kmod = rows_sum(rows, from, to, "kmod"),
			   ebpf = rows_sum(rows, from, to, "ebpf");
	char *text = NULL;

	if (kmod.cells)
		verdict_side(&text, &kmod, "the module");
	if (ebpf.cells)
		verdict_side(&text, &ebpf, "eBPF");
	text_add(&text, ".");
	return text;
}

char *upgrade_short(const struct upgrade_rows *rows, size_t from, size_t to, const char *arm)
{
	struct upgrade_sum s = rows_sum(rows, from, to, arm);
	char *text = NULL, *missed, *extra;

	if (!s.cells)
		return str_dup("-");
	if (s.refused == s.upgrades)
		return str_fmt("refused: %s", strerrorname_np(s.refusal));
	missed = upgrade_number((s.missed + s.upgrades / 2) / s.upgrades);
	extra = upgrade_number((s.extra + s.upgrades / 2) / s.upgrades);
	if (!s.exposed)
		text_add(&text, "not put to the test");
	else if (!s.missed && !s.extra)
		text_add(&text, "nothing lost or doubled");
	if (s.missed)
		text_add(&text, s.missed * 2 < s.upgrades ? "loses 1 now and then" : "loses %s",
			 missed);
	if (s.extra)
		text_add(&text,
			 s.extra * 2 < s.upgrades ? "%sdoubles 1 now and then" : "%sdoubles %s",
			 s.missed ? ", " : "", extra);
	if (s.mixed)
		text_add(&text, ", mixes versions");
	if (s.state_lost)
		text_add(&text, ", and its record");
	free(extra);
	free(missed);
	return text;
}

s64 upgrade_spread(const json_t *of, const char *name, const char *which)
{
	s64 value = 0;

	results_int(json_object_get(of, name), which, &value);
	return value;
}

char *upgrade_step_text(const json_t *steps, const char *what, s64 per)
{
	char *text = NULL;

	for (size_t s = 0; s < json_array_size(steps); s++) {
		const json_t *one = json_array_get(steps, s);
		bool swaps = json_is_true(json_object_get(one, "swaps"));
		char *name = results_text(one, "name", "");
		char *events = upgrade_number((upgrade_spread(one, what, "median") + per / 2) / per);

		text_add(&text, "%s%s%s%s %s", s ? ", " : "", swaps ? "**" : "", name,
			 swaps ? "**" : "", events);
		free(events);
		free(name);
	}
	return text ? text : str_dup("-");
}
