// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate - the verb that fails when something got worse than it may.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/baseline.h"
#include "compare/gate.h"
#include "verbs.h"

struct gate_opts {
	struct compare_opts common;
	struct arg_list limits, warns;
	const char *baseline, *store;
	bool save, strict;
};

static const struct arg_def gate_defs[] = {
	{ "limit", 'l', ARG_LIST, "LIMIT",
	  "[GLOB:]METRIC=BOUND[|BOUND], as insn_per_op=+2%|+50; may be repeated, the last that fits counts",
	  offsetof(struct gate_opts, limits), 0, 0 },
	{ "warn", 'w', ARG_LIST, "LIMIT", "the same, but crossing it is only said",
	  offsetof(struct gate_opts, warns), 0, 0 },
	{ "baseline", 0, ARG_TEXT, "NAME", "gate DIR against the results kept under this name",
	  offsetof(struct gate_opts, baseline), 0, 0 },
	{ "save", 0, ARG_FLAG, NULL, "keep DIR as the baseline instead of judging it",
	  offsetof(struct gate_opts, save), 0, 0 },
	{ "store", 0, ARG_TEXT, "DIR", "where baselines are kept ($CACHE/baselines)",
	  offsetof(struct gate_opts, store), 0, 0 },
	{ "strict", 0, ARG_FLAG, NULL, "a cell that is gone or skipped now is a regression, too",
	  offsetof(struct gate_opts, strict), 0, 0 },
	COMPARE_DEFS(offsetof(struct gate_opts, common)),
	{ .name = NULL },
};

static int gate_check(struct gate_opts *o, const struct arg_list *dirs)
{
	size_t want = o->baseline ? 1 : 2;

	if (dirs->n != want) {
		log_err(o->baseline
				? "gate: name one result folder: the baseline is what it is held against"
				: "gate: name two result folders, what was and what is; or one with "
				  "--baseline NAME");
		return PB_EXIT_USAGE;
	}
	if (o->baseline && !baseline_name_ok(o->baseline)) {
		log_err("gate: --baseline %s: a name is made of letters, digits and ._+-",
			o->baseline);
		return PB_EXIT_USAGE;
	}
	if ((o->save || o->store) && !o->baseline) {
		log_err("gate: --%s needs --baseline NAME", o->save ? "save" : "store");
		return PB_EXIT_USAGE;
	}
	return compare_check("gate", &o->common);
}

/* Limits name metrics that compare alone would leave out: those without a direction. */
static int gate_limits(struct gate_opts *o, struct gate_judge *g)
{
	struct {
		const struct arg_list *from;
		struct limit **to;
		size_t *nr;
	} lists[] = { { &o->limits, &g->hard, &g->nr_hard }, { &o->warns, &g->soft, &g->nr_soft } };

	for (size_t k = 0; k < ARRAY_SIZE(lists); k++)
		for (size_t i = 0; i < lists[k].from->n; i++) {
			struct limit *l;

			*lists[k].to =
				mem_grow(*lists[k].to, *lists[k].nr + 1, sizeof(**lists[k].to));
			l = &(*lists[k].to)[*lists[k].nr];
			if (limit_parse("gate", lists[k].from->v[i], l))
				return PB_EXIT_USAGE;
			(*lists[k].nr)++;
			if (o->common.also.n < ARRAY_SIZE(o->common.also.v))
				o->common.also.v[o->common.also.n++] = l->metric;
		}
	return 0;
}

/* A limit that nothing fits guards nothing: most likely a slip of the pen. */
static int gate_unused(const struct gate_judge *g)
{
	for (size_t i = 0; i < g->nr_hard + g->nr_soft; i++) {
		const struct limit *l = i < g->nr_hard ? &g->hard[i] : &g->soft[i - g->nr_hard];

		if (l->used)
			continue;
		log_err("gate: no figure that both folders have is judged by the limit %s: its names fit none, "
			"or a later limit takes them all",
			l->text);
		return PB_EXIT_USAGE;
	}
	return 0;
}

/* A row's cell in as few words as name it: the table's other columns need room. */
static char *gate_name(const struct join_row *row)
{
	size_t k = row->cell[1] ? 1 : 0;

	return results_name(row->from[k], row->cell[k]);
}

static void gate_table(const struct gate_judge *g, const struct compare *c, struct page *p)
{
	struct table *t = table_new(str_dup("gate"), str_dup(""), str_dup(""),
				    "ruling,cell,metric,#was,#is,#change,why");

	for (int r = NR_RULINGS - 1; r > RULING_PASS; r--)
		for (size_t i = 0; i < g->nr; i++) {
			const struct finding *f = &g->list[i];

			if (f->ruling != (enum ruling)r ||
			    (r == RULING_NOT_JUDGED && !c->opts->all))
				continue;
			table_put(t, "%s", ruling_text(f->ruling));
			table_take(t, gate_name(f->row));
			table_put(t, "%s", f->cmp ? f->cmp->metric : "outcome");
			table_take(t, f->cmp ? value_text(&f->cmp->value[0]) : str_dup(""));
			table_take(t, f->cmp ? value_text(&f->cmp->value[1]) : str_dup(""));
			table_take(t, f->cmp ? change_text(&f->cmp->change[1], &f->cmp->value[0])
					     : str_dup(""));
			table_put(t, "%s", f->why);
		}
	page_table(p, t);
}

static void gate_page(const struct gate_judge *g, const struct compare *c, struct page *p)
{
	size_t lonely = 0, figures = 0;

	for (size_t i = 0; i < c->j.nr_rows; i++)
		lonely += c->j.rows[i].cell[0] && !c->j.rows[i].cell[1];
	for (size_t i = 0; i < g->nr; i++)
		figures += g->list[i].cmp != NULL;
	page_heading(p, 3, "Gate: %s",
		     g->count[RULING_REGRESSION] ? "FAIL"
		     : g->count[RULING_BROKEN]	 ? "not measured"
						 : "pass");
	gate_table(g, c, p);
	page_text(
		p,
		"%zu cells on both sides, %zu figures with a limit: %zu pass, %zu are not judged (not "
		"resolved, not significant or too few samples); warnings: %zu, regressions: %zu.",
		c->common, figures + g->count[RULING_PASS], g->count[RULING_PASS],
		g->count[RULING_NOT_JUDGED], g->count[RULING_WARNING], g->count[RULING_REGRESSION]);
	if (g->unlimited)
		page_text(
			p,
			"%zu figures have no limit: those given with --limit and --warn do not speak "
			"of them.",
			g->unlimited);
	if (lonely)
		page_text(p, "%zu cells of %s are not in %s%s.", lonely, c->j.columns[0].value,
			  c->j.columns[1].value,
			  g->strict ? "" : ": they were not judged (--strict forbids that)");
}

static json_t *gate_json(const struct gate_judge *g, const struct compare *c)
{
	json_t *list = json_array(), *count = json_object();

	for (int r = 0; r < NR_RULINGS; r++)
		json_object_set_new(count, ruling_text((enum ruling)r),
				    json_integer((json_int_t)g->count[r]));
	for (size_t i = 0; i < g->nr; i++) {
		const struct finding *f = &g->list[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "ruling",
						      ruling_text(f->ruling), "cell", f->row->id,
						      "metric", f->cmp ? f->cmp->metric : "outcome",
						      "why", f->why));
	}
	return json_pack("{s:b, s:o, s:o, s:o}", "pass",
			 !g->count[RULING_REGRESSION] && !g->count[RULING_BROKEN], "count", count,
			 "findings", list, "compare", compare_json(c));
}

static int gate_run(struct gate_opts *o, struct gate_judge *g, struct compare *c)
{
	struct page p = { 0 };
	int code;

	gate_judge(g, c);
	code = gate_unused(g);
	if (code)
		return code;
	gate_page(g, c, &p);
	compare_print(c, o->common.format, &p,
		      strcmp(o->common.format, "json") ? NULL : gate_json(g, c));
	page_free(&p);
	return g->count[RULING_REGRESSION] ? PB_EXIT_REGRESSION
	       : g->count[RULING_BROKEN]   ? PB_EXIT_FAIL
					   : PB_EXIT_OK;
}

/* The baseline is made of several folders that share a column. */
static int gate_load_baseline(const struct gate_opts *o, const char *dir, struct compare *c)
{
	char *store = o->store ? str_dup(o->store) : baseline_store();
	struct results is;
	int err = results_load(dir, &is);

	if (!err && o->save) {
		err = baseline_save(store, o->baseline, &is);
		results_free(&is);
	} else if (!err) {
		err = baseline_load(store, o->baseline, &is, c->folder, COMPARE_MAX_FOLDERS - 1,
				    &c->nr_folders);
		for (size_t i = 0; i < c->nr_folders; i++)
			c->label[i] = o->baseline;
		c->folder[c->nr_folders] = is;
		c->label[c->nr_folders++] = dir;
	}
	free(store);
	return err ? PB_EXIT_ENV : 0;
}

static int gate_main(int argc, char **argv)
{
	struct gate_opts o = { 0 };
	struct arg_list dirs = { .n = 0 };
	struct gate_judge g = { 0 };
	struct compare c = { 0 };
	int code = args_parse(&verb_gate, argc, argv, &o, &dirs);

	if (code)
		return code - 1;
	g.strict = o.strict;
	code = gate_check(&o, &dirs);
	if (!code)
		code = gate_limits(&o, &g);
	if (!code && o.baseline)
		code = gate_load_baseline(&o, dirs.v[0], &c);
	if (!code && !o.save)
		code = o.baseline ? compare_make("gate", &o.common, &c)
				  : compare_load("gate", &dirs, &o.common, &c);
	if (!code && !o.save)
		code = gate_run(&o, &g, &c);
	gate_judge_free(&g);
	compare_free(&c);
	return code;
}

static const char *const gate_examples[] = {
	"probebench gate results/reference build/results/bench",
	"fail (exit 3) where an exact figure got worse by more than 2 %, a time by more than 10 %",
	"probebench gate old new --limit 'insn_per_op=+2%|+50' --limit 'arm=ebpf:added_*=+0'",
	"limits of one's own: relative or absolute, whichever is crossed first; stricter for one side",
	"probebench gate build/results/bench --baseline main --save",
	"keep these results under the name main",
	"probebench gate build/results/bench --baseline main",
	"judge them by what is kept for the same kernel series, accelerator, CPU model and QEMU",
	NULL,
};

const struct verb verb_gate = {
	.name = "gate",
	.args = "[OLD] NEW",
	.summary = "Fail when something got worse than it may: for CI.",
	.defs = gate_defs,
	.examples = gate_examples,
	.main = gate_main,
};
