// SPDX-License-Identifier: GPL-2.0-only
/*
 * upgrade_chapter - what the report says of replacing a collector: the answer for the newest
 * kernel, then for every kernel the verdicts, the matrix, the pictures and the steps.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/upgrade.h"

/* Between open and close. */
struct upgrade_pages {
	struct upgrade_rows *rows; /* one a kernel */
	bool (*drawn)[NR_UPGRADE_PLOTS];
};

#define OWN(c) ((struct upgrade_pages *)(c)->own)

static void upgrade_open_chapter(struct chapter_run *c)
{
	struct upgrade_pages *own = c->own = mem_alloc(1, sizeof(*own));

	own->rows = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->rows));
	own->drawn = mem_alloc(c->r->nr_kernels + 1, sizeof(*own->drawn));
	for (size_t k = 0; k < c->r->nr_kernels; k++) {
		own->rows[k] = upgrade_rows(c->r, c->r->kernels[k].release);
		for (int kind = 0; kind < NR_UPGRADE_PLOTS; kind++) {
			char *name =
				str_fmt("%s-%s", upgrade_plot_stems[kind], c->r->kernels[k].label);

			own->drawn[k][kind] =
				upgrade_plot_write(c, &c->r->kernels[k], &own->rows[k],
						   (enum upgrade_plot)kind) &&
				chapter_draw(c, name);
			free(name);
		}
	}
}

/* What both sides do, a line a strategy. */
static struct table *upgrade_answer_table(const struct chapter_run *c, size_t k)
{
	const struct upgrade_rows *rows = &OWN(c)->rows[k];
	struct table *t =
		table_new(str_fmt("strategies-%s", c->r->kernels[k].label),
			  str_fmt("Replacing a collector under load, events an upgrade: Linux %s",
				  c->r->kernels[k].label),
			  upgrade_provenance(c->r, &c->r->kernels[k], "upgrade"), "strategy,module,eBPF");

	for (size_t i = 0; i < rows->n; i = upgrade_next(rows, i)) {
		table_put(t, "%s", rows->v[i].strategy);
		table_take(t, upgrade_short(rows, i, upgrade_next(rows, i), "kmod"));
		table_take(t, upgrade_short(rows, i, upgrade_next(rows, i), "ebpf"));
	}
	return t;
}

static void upgrade_picture(struct chapter_run *c, struct page *p, size_t k, enum upgrade_plot kind,
			    const char *caption)
{
	if (OWN(c)->drawn[k][kind])
		page_picture(p, str_fmt("%s-%s", upgrade_plot_stems[kind], c->r->kernels[k].label),
			     str_fmt("%s, Linux %s.", caption, c->r->kernels[k].label));
}

static const char timeline_caption[] =
	"One upgrade of each strategy, the one nearest to the median, at the strategy's first hook: which version "
	"recorded the events since the first step, counted from where the versions change";

static void upgrade_answer(struct chapter_run *c, struct page *p)
{
	size_t k = c->r->nr_kernels - 1;

	if (!c->r->nr_kernels || !OWN(c)->rows[k].n) {
		upgrade_times(c->r, p);
		return;
	}
	page_table(p, upgrade_answer_table(c, k));
	upgrade_picture(c, p, k, UPGRADE_TIMELINE, timeline_caption);
}

static void matrix_count(struct table *t, s64 n)
{
	table_take(t, n < 0 ? str_dup("-") : upgrade_number(n));
}

static struct table *upgrade_matrix(const struct chapter_run *c, size_t k)
{
	const struct upgrade_rows *rows = &OWN(c)->rows[k];
	struct table *t = table_new(
		str_fmt("upgrades-%s", c->r->kernels[k].label),
		str_fmt("Every strategy, side and hook: Linux %s", c->r->kernels[k].label),
		upgrade_provenance(c->r, &c->r->kernels[k], "upgrade"),
		"strategy,side,mech,#upgrades,#at risk,#missed,#in a row,#lossy,#twice,#wrong version,#back,#mixed,"
		"#state lost,#own lost,#bytes,#more bytes");

	for (size_t i = 0; i < rows->n; i++) {
		const struct upgrade_row *r = &rows->v[i];

		table_put(t, "%s", r->strategy);
		table_put(t, "%s", upgrade_side(r));
		table_put(t, "%s", upgrade_mech(r));
		matrix_count(t, r->upgrades);
		matrix_count(t, r->exposed);
		matrix_count(t, r->missed);
		matrix_count(t, r->hole);
		matrix_count(t, r->lossy);
		matrix_count(t, r->extra);
		matrix_count(t, r->wrong);
		matrix_count(t, r->reordered);
		matrix_count(t, r->mixed);
		matrix_count(t, r->state_lost);
		matrix_count(t, r->own_lost);
		matrix_count(t, r->memory);
		matrix_count(t, r->overlap);
	}
	return t;
}

/* Under icount a nanosecond of the guest's clock is an instruction, of whichever CPU. */
static bool upgrade_counted(const struct upgrade_row *r)
{
	const char *accel = json_string_value(json_object_get(r->cell->record, "accel"));

	return accel && !strcmp(accel, "icount");
}

static struct table *upgrade_step_table(const struct chapter_run *c, size_t k)
{
	const struct upgrade_rows *rows = &OWN(c)->rows[k];
	struct table *t = table_new(
		str_fmt("steps-%s", c->r->kernels[k].label),
		str_fmt("The steps, the events that came meanwhile and thousands of instructions of both CPUs "
			"(medians); versions change in those that are bold: Linux %s", c->r->kernels[k].label),
		upgrade_provenance(c->r, &c->r->kernels[k], "upgrade"),
		"strategy,side,mech,events,thousands of instructions");

	for (size_t i = 0; i < rows->n; i++) {
		table_put(t, "%s", rows->v[i].strategy);
		table_put(t, "%s", upgrade_side(&rows->v[i]));
		table_put(t, "%s", upgrade_mech(&rows->v[i]));
		table_take(t, upgrade_step_text(json_object_get(rows->v[i].cell->record, "steps"), "events", 1));
		table_take(t, upgrade_counted(&rows->v[i])
				      ? upgrade_step_text(json_object_get(rows->v[i].cell->record, "steps"),
							  "guest_ns", 1000)
				      : str_dup("-"));
	}
	return t;
}

/* A blackout in what it can be told in here: events always, instructions where they are counted. */
static struct table *upgrade_blackouts(const struct chapter_run *c, size_t k)
{
	const struct upgrade_rows *rows = &OWN(c)->rows[k];
	struct table *t = table_new(
		str_fmt("blackouts-%s", c->r->kernels[k].label),
		str_fmt("Blackout: the longest run of events that nobody recorded, and its length in instructions of "
			"both CPUs: Linux %s", c->r->kernels[k].label),
		upgrade_provenance(c->r, &c->r->kernels[k], "upgrade"),
		"strategy,side,mech,#events (median),#events (most),#instructions (median),#instructions (most)");

	for (size_t i = 0; i < rows->n; i++) {
		const struct upgrade_row *r = &rows->v[i];

		if (r->hole <= 0)
			continue;
		table_put(t, "%s", r->strategy);
		table_put(t, "%s", upgrade_side(r));
		table_put(t, "%s", upgrade_mech(r));
		matrix_count(t, upgrade_metric(r, "blackout_events"));
		matrix_count(t, r->hole);
		matrix_count(t, upgrade_metric(r, "blackout_insn"));
		matrix_count(t, upgrade_metric(r, "blackout_insn_max"));
	}
	return t;
}

/*
 * The longest pause of the workload says something only if it is longer than one of as many events without an upgrade.
 */
static const char *upgrade_stall(const json_t *times)
{
	s64 stall = upgrade_spread(times, "stall_ns", "median");

	return upgrade_spread(times, "stall_events", "median") >
			       upgrade_spread(times, "watched_events", "median") ? "not measurable here"
	       : stall > upgrade_spread(times, "still_ns", "max")	     ? "longer than any without"
	       : stall > 2 * upgrade_spread(times, "still_ns", "median")     ? "longer than most without"
									     : "not measurable here";
}

static struct table *upgrade_stalls(const struct chapter_run *c, size_t k)
{
	const struct upgrade_rows *rows = &OWN(c)->rows[k];
	struct table *t = table_new(
		str_fmt("stalls-%s", c->r->kernels[k].label),
		str_fmt("The longest pause between two events, in thousands of instructions of both CPUs: Linux %s",
			c->r->kernels[k].label),
		upgrade_provenance(c->r, &c->r->kernels[k], "upgrade"),
		"strategy,side,mech,#while it runs (median),#of events (median),#without an upgrade (median),#(most),pause");

	for (size_t i = 0; i < rows->n; i++) {
		const json_t *times = json_object_get(rows->v[i].cell->record, "guest_times");

		if (!upgrade_counted(&rows->v[i]) || !json_object_get(times, "still_ns"))
			continue;
		table_put(t, "%s", rows->v[i].strategy);
		table_put(t, "%s", upgrade_side(&rows->v[i]));
		table_put(t, "%s", upgrade_mech(&rows->v[i]));
		matrix_count(t, (upgrade_spread(times, "stall_ns", "median") + 500) / 1000);
		matrix_count(t, upgrade_spread(times, "stall_events", "median"));
		matrix_count(t, (upgrade_spread(times, "still_ns", "median") + 500) / 1000);
		matrix_count(t, (upgrade_spread(times, "still_ns", "max") + 500) / 1000);
		table_put(t, "%s", upgrade_stall(times));
	}
	return t;
}

static void upgrade_kernel(struct chapter_run *c, struct page *p, size_t k)
{
	const struct upgrade_rows *rows = &OWN(c)->rows[k];

	if (!rows->n)
		return;
	page_heading(p, 2, "Upgrade on Linux %s", c->r->kernels[k].label);
	for (size_t i = 0; i < rows->n; i = upgrade_next(rows, i)) {
		char *verdict = upgrade_verdict(rows, i, upgrade_next(rows, i));

		page_item(p, "**%s**: %s", rows->v[i].strategy, verdict);
		free(verdict);
	}
	if (k + 1 < c->r->nr_kernels)
		page_table(p, upgrade_answer_table(c, k));
	page_table(p, upgrade_matrix(c, k));
	page_text(
		p,
		"_at_ _risk_: upgrades in which at least one event came while versions changed, or was lost or doubled; a 0 "
		"in any other column says something only of these. A module's insmod loads and attaches in one step, and "
		"so does the loader of restart and pinned: all events of that step are counted. _missed_, _twice_ and the columns beside them are sums "
		"over all upgrades of a cell; _in a row_ is the longest gap of any. _wrong_ _version_: recorded by the old version "
		"after the new one had begun; _back_: of these, by the old one alone. _state_ _lost_: recorded in an upgrade or before it, but missing from "
		"the record afterwards; _own_ _lost_: missing from the new version's own variables, which is all that a plain "
		"collector has. _more bytes_: the most held after any step, beyond what the old version holds; the harness's store "
		"is not counted.");
	if (k + 1 < c->r->nr_kernels)
		upgrade_picture(c, p, k, UPGRADE_TIMELINE, timeline_caption);
	upgrade_picture(c, p, k, UPGRADE_LOSSES,
			"Events missed and recorded twice, mean of an upgrade, of each hook");
	page_table(p, upgrade_blackouts(c, k));
	page_text(p, "A hyphen: instructions are not counted there. Cells without a blackout are left out. Time is not in these cells: a guest's is no real one. "
		     "`run upgrade --on host` samples it.");
	page_table(p, upgrade_step_table(c, k));
	page_table(p, upgrade_stalls(c, k));
	page_text(p, "The longest of many pauses is longer than that of few: each is compared with the longest of as many events "
		     "that were made before the first upgrade, while both CPUs were busy. Where more events came than were "
		     "watched then, nothing can be said. Lengths are upper bounds: in the emulator a step that computes without "
		     "waiting keeps its turn, where two CPUs would run at once.");
}

static void upgrade_body(struct chapter_run *c, struct page *p)
{
	for (size_t k = 0; k < c->r->nr_kernels; k++)
		upgrade_kernel(c, p, k);
	if (c->r->nr_kernels && OWN(c)->rows[c->r->nr_kernels - 1].n)
		upgrade_times(c->r, p);
}

static char *upgrade_headline(const struct results *r)
{
	struct chapter_run c = { .r = r };
	struct upgrade_pages own = { 0 };
	struct upgrade_rows rows;
	char *text, *markdown;
	struct table *t;

	if (!r->nr_kernels)
		return str_dup("");
	rows = upgrade_rows(r, r->kernels[r->nr_kernels - 1].release);
	own.rows = mem_alloc(r->nr_kernels, sizeof(rows));
	own.rows[r->nr_kernels - 1] = rows;
	c.own = &own;
	t = upgrade_answer_table(&c, r->nr_kernels - 1);
	text = table_text(t, &table_markdown);
	markdown =
		str_fmt("%s\n![One upgrade of each strategy](plots/%s-%s.svg)\n", text,
			upgrade_plot_stems[UPGRADE_TIMELINE], r->kernels[r->nr_kernels - 1].label);
	free(text);
	table_free(t);
	upgrade_rows_free(&rows);
	free(own.rows);
	return markdown;
}

static void upgrade_close_chapter(struct chapter_run *c)
{
	for (size_t k = 0; k < c->r->nr_kernels; k++)
		upgrade_rows_free(&OWN(c)->rows[k]);
	free(OWN(c)->rows);
	free(OWN(c)->drawn);
	free(c->own);
}

static const char upgrade_limits[] =
	"Two virtual CPUs take turns in one thread of the host: they never run at the same time. What needs "
	"that, a race between two instructions, is not measurable here, and a 0 does not say that it cannot "
	"happen. The emulator changes CPUs at interrupts, some thousand times a second because a timer asks for "
	"it: an overlap is seen if an event falls into it, and _at_ _risk_ says in how many upgrades one did. "
	"Under icount an instruction of either CPU moves the one clock of the guest on by a nanosecond, and waiting "
	"for a grace period takes as long as that clock says: counts of what is missed or doubled compare "
	"strategies in order, not machines. Where instructions are not counted (live patches, and at the entry of a function all but replace, restart and stubs: "
	"they wait for too many) the clock is the host's. Pauses of the workload shorter than a turn of the other CPU cannot be told from that turn. Time on a real machine is not in these cells (docs/upgrade.md). What each step costs alone is "
	"the question of the experiment lifecycle, on one CPU.";

static const char upgrade_sampled_limits[] =
	"Two CPUs of one machine, one boot of it. A blackout lasts from the last event that was seen to the first that is "
	"seen again; a pause is the longest time between two events while the steps run, and holds whatever else the "
	"generator's CPU had to do: it is long where the machine has other work. Once half of the store is full, events "
	"come slower, and a long blackout has fewer of them. Versions that are modules are loaded in guests only. "
	"A 0 says that it did not happen in these upgrades.";

static const char *upgrade_limits_of(const struct chapter_run *c)
{
	return c->r->nr_kernels && OWN(c)->rows[c->r->nr_kernels - 1].n ? upgrade_limits : upgrade_sampled_limits;
}

static const struct chapter_output upgrade_outputs[] = {
	{ "tables/", "upgrade-times-", OUTPUT_TABLE },
	{ "tables/", "strategies-", OUTPUT_TABLE },
	{ "tables/", "upgrades-", OUTPUT_TABLE },
	{ "tables/", "blackouts-", OUTPUT_TABLE },
	{ "tables/", "steps-", OUTPUT_TABLE },
	{ "tables/", "stalls-", OUTPUT_TABLE },
	{ "plots/", "timeline-", OUTPUT_PLOT },
	{ "plots/", "losses-", OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_upgrade = {
	.outputs = upgrade_outputs,
	.open = upgrade_open_chapter,
	.answer = upgrade_answer,
	.body = upgrade_body,
	.limits_of = upgrade_limits_of,
	.headline = upgrade_headline,
	.close = upgrade_close_chapter,
};
