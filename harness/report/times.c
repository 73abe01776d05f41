// SPDX-License-Identifier: GPL-2.0-only
/*
 * times - the report of a folder that holds nothing but sampled cells.
 *
 * It answers in the order in which the exact one does: what one event adds, and every cost. Where that
 * one has gates, this one has the noise and the machine: a time is worth what they are worth.
 */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "registry.h"
#include "report/sampled.h"
#include "report/times.h"

#define TIMES_ADDED "added_ns_per_event"

/* As headline_workload(): the workload with most numbers, of all bodies; of several, the cheapest operation. */
static const char *times_headline(const struct times *t)
{
	const char **names, *best = NULL;
	size_t nr = workload_names(&t->view, t->release, &names), most = 0;
	double cheapest = 0;

	for (size_t i = 0; i < nr; i++) {
		const struct side none = { "none", "none", "none" };
		const json_t *base = times_metric(t, &none, "none", names[i], "ns_per_op");
		const char **bodies;
		struct side *sides;
		size_t n = side_list(&t->view, t->release, names[i], &sides), numbers = 0;
		size_t nr_bodies = body_names(&t->view, t->release, names[i], &bodies);
		double cost = 1e300;

		for (size_t s = 0; s < n * nr_bodies; s++)
			numbers += times_metric(t, &sides[s % n], bodies[s / n], names[i], TIMES_ADDED) != NULL;
		free(bodies);
		free(sides);
		results_num(base, "value", &cost);
		if (!numbers || (best && (numbers < most || (numbers == most && cost >= cheapest))))
			continue;
		best = names[i];
		most = numbers;
		cheapest = cost;
	}
	free(names);
	return best;
}

struct times times_of(const struct results *r)
{
	struct times t = { .view = *r };
	char *path;

	t.view.cells = r->sampled;
	t.view.nr_cells = r->nr_sampled;
	t.release = r->nr_sampled ? r->sampled[0].kernel : "";
	path = str_fmt("%s/env/%s.json", r->dir ? r->dir : ".", t.release);
	t.env = file_exists(path) ? json_load_file(path, 0, NULL) : NULL;
	free(path);
	t.workload = times_headline(&t);
	return t;
}

void times_free(struct times *t)
{
	json_decref(t->env);
}

char *times_provenance(const struct times *t)
{
	char *model = results_text(t->env, "cpu_model", "unknown");
	char *flags = results_text(t->env, "cpu_flags", "");
	char *text = str_fmt("Class sampled: time, on one machine: CPU %s%s, Linux %s", model,
			     strstr(flags, " hypervisor") ? " (a virtual machine's)" : "", t->release);

	free(flags);
	free(model);
	return text;
}

static const struct result_cell *times_cell(const struct times *t, const struct side *side,
					    const char *collector, const char *workload)
{
	return side->mech ? cell_at(&t->view, t->release, workload, side->hook, collector, side->arm,
				    side->mech) : NULL;
}

const json_t *times_metric(const struct times *t, const struct side *side, const char *collector,
			   const char *workload, const char *metric)
{
	const struct result_cell *c = times_cell(t, side, collector, workload);
	json_t *metrics = c && c->outcome == OUTCOME_OK ?
				  (json_t *)results_at(c->record, "metrics") : NULL;

	return json_object_get(metrics, metric);
}

static char *times_text(const struct times *t, const struct side *side, const char *collector,
			const char *workload, const char *metric)
{
	const struct result_cell *c = times_cell(t, side, collector, workload);

	return c ? sampled_text(c, times_metric(t, side, collector, workload, metric)) : str_dup("-");
}

static struct table *times_answers(const struct times *t)
{
	struct table *table = table_new(
		str_fmt("answer"),
		str_fmt("Nanoseconds that counting one event adds: Linux %s, workload %s", t->release,
			t->workload),
		times_provenance(t),
		"what is observed,module,#ns [95 %],eBPF,#ns [95 %],#eBPF / module [95 %]");
	static const char *const arms[] = { "kmod", "ebpf" };
	struct pair_row *rows;
	size_t nr = pair_rows(&t->view, t->release, t->workload, &rows);

	for (size_t i = 0; i < nr; i++) {
		const struct side ebpf = pair_side(&rows[i], "ebpf");
		char *ratio = str_fmt("ratio_to_%s", rows[i].kmod ? rows[i].kmod : "");

		table_put(table, "%s", rows[i].hook);
		for (size_t a = 0; a < ARRAY_SIZE(arms); a++) {
			const struct side side = pair_side(&rows[i], arms[a]);

			table_put(table, "%s", side.mech ? side.mech : "-");
			table_take(table, times_text(t, &side, COST_LEAD, t->workload, TIMES_ADDED));
		}
		if (rows[i].kmod && times_metric(t, &ebpf, COST_LEAD, t->workload, ratio))
			table_take(table, times_text(t, &ebpf, COST_LEAD, t->workload, ratio));
		else
			table_put(table, rows[i].kmod ? "-" : "eBPF only");
		free(ratio);
	}
	free(rows);
	return table;
}

static size_t times_count(const struct times *t, enum outcome o)
{
	size_t n = 0;

	for (size_t i = 0; i < t->view.nr_cells; i++)
		n += t->view.cells[i].outcome == o;
	return n;
}

/* How far the baseline of the headline workload is from itself: the larger end of its A/A interval. */
static void times_noise(const struct times *t, struct page *p)
{
	const struct side none = { "none", "none", "none" };
	const json_t *aa = times_metric(t, &none, "none", t->workload, "aa_ns");
	const json_t *base = times_metric(t, &none, "none", t->workload, "ns_per_op");
	double low, high, ns;

	if (!results_num(base, "value", &ns) || ns <= 0 ||
	    !results_num((const json_t *)json_array_get(results_at(aa, "ci"), 0), "", &low) ||
	    !results_num((const json_t *)json_array_get(results_at(aa, "ci"), 1), "", &high))
		return;
	if (-low > high)
		high = -low;
	page_text(p, "A %s takes %.1f ns with nothing attached, and this machine tells it from itself "
		     "to %.1f ns (%.1f %%): smaller differences are no result.%s", t->workload, ns, high,
		  100 * high / ns, high > 0.02 * ns ? " That is more than the 2 % that a quiet machine "
						       "reaches." : "");
}

void times_answer(const struct times *t, struct page *p)
{
	size_t skipped = times_count(t, OUTCOME_SKIP);

	page_text(p, "Times, sampled on one machine, not counts: no exact cell is in this folder. %zu of "
		     "%zu cells were measured; %zu were %s.",
		  times_count(t, OUTCOME_OK), t->view.nr_cells, skipped,
		  skipped ? "[skipped](#what-was-skipped)" : "skipped");
	if (!t->workload)
		return;
	times_noise(t, p);
	page_table(p, times_answers(t));
}

static void times_row(struct table *table, const struct times *t, const struct side *side,
		      const char *collector, const char *workload, bool pmu)
{
	const json_t *added = times_metric(t, side, collector, workload, TIMES_ADDED);
	static const char *const rest[] = { "added_cycles_per_event", "added_pmu_insn_per_event" };
	double noise;

	if (!added)
		return;
	table_put(table, "%s", side->hook);
	table_put(table, "%s", arm_text(side->arm));
	table_put(table, "%s", side->mech);
	table_put(table, "%s", collector);
	table_take(table, times_text(t, side, collector, workload, "base_ns_per_op"));
	table_take(table, times_text(t, side, collector, workload, TIMES_ADDED));
	if (results_num(added, "noise", &noise))
		table_put(table, "%.1f", noise);
	else
		table_put(table, "?");
	table_take(table, results_text(added, "n", "?"));
	for (size_t i = 0; pmu && i < ARRAY_SIZE(rest); i++)
		table_take(table, times_text(t, side, collector, workload, rest[i]));
}

static struct table *times_costs(const struct times *t, const char *workload)
{
	bool pmu = json_is_true(results_at(t->env, "pmu.offered"));
	char *heads = str_fmt("hook,arm,mechanism,collector,#base (ns/op),#added (ns/event) [95 %%],"
			      "#noise,#samples%s", pmu ? ",#added cycles [95 %],#added insn [95 %]" : "");
	struct table *table = table_new(
		str_fmt("times-%s-%s", t->release, workload),
		str_fmt("Added time per event: Linux %s, workload %s", t->release, workload),
		times_provenance(t), heads);
	const char **bodies;
	struct side *sides;
	size_t nr_bodies = body_names(&t->view, t->release, workload, &bodies);
	size_t nr = side_list(&t->view, t->release, workload, &sides);

	for (size_t i = 0; i < nr; i++)
		for (size_t b = 0; b < nr_bodies; b++)
			times_row(table, t, &sides[i], bodies[b], workload, pmu);
	free(sides);
	free(bodies);
	free(heads);
	return table;
}

static void times_setting(struct table *table, const char *name, const json_t *state)
{
	static const char *const notes[][2] = { { "was", "was" }, { "wanted", "wanted" },
						{ "reason", "why" } };
	char *value = results_text(state, "value", NULL), *note = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(notes); i++) {
		char *text = results_text(state, notes[i][0], NULL);

		if (text)
			text_add(&note, "%s%s: %s", note ? "; " : "", notes[i][1], text);
		free(text);
	}
	table_put(table, "%s", name);
	table_put(table, "%s", value && *value ? value : value ? "(empty)" : "-");
	table_take(table, note ? note : str_dup(""));
	free(value);
}

static struct table *times_machine(const struct times *t)
{
	static const char *const facts[][2] = { { "CPU", "cpu_model" }, { "CPUs online", "cpus_online" },
						{ "measured on CPU", "pinned_cpu" },
						{ "clock source", "clocksource" },
						{ "BPF JIT", "bpf_jit_enable" },
						{ "lockdown", "lockdown" } };
	struct table *table = table_new(str_fmt("machine-%s", t->release),
					str_dup("The machine while it was measured"), times_provenance(t),
					"what,value,remarks");
	const char *name;
	json_t *state;

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		char *value = results_text(t->env, facts[i][1], NULL);

		if (value) {
			table_put(table, "%s", facts[i][0]);
			table_put(table, "%s", value);
			table_put(table, " ");
		}
		free(value);
	}
	if (results_at(t->env, "pmu")) {
		char *why = results_text(t->env, "pmu.reason", "");

		table_put(table, "PMU counters");
		table_put(table, json_is_true(results_at(t->env, "pmu.offered")) ? "yes" : "no");
		table_take(table, why);
	}
	if (results_at(t->env, "pinned_cpu_irqs")) {
		table_put(table, "interrupts that may arrive there");
		table_put(table, "%zu", json_array_size(results_at(t->env, "pinned_cpu_irqs")));
		table_put(table, "listed in env/, not moved");
	}
	json_object_foreach((json_t *)results_at(t->env, "host_state"), name, state)
		times_setting(table, name, state);
	return table;
}

/* Every distinct warning once, with the number of cells that have it; numbers in it may differ. */
static void times_warnings(const struct times *t, struct page *p)
{
	json_t *seen = json_object(), *n;
	const char *text;

	for (size_t i = 0; i < t->view.nr_cells; i++) {
		json_t *all = (json_t *)results_at(t->view.cells[i].record, "warnings"), *one;
		size_t w;

		json_array_foreach(all, w, one) {
			const char *key = json_string_value(one);

			if (key)
				json_object_set_new(seen, key, json_integer(
					1 + json_integer_value(json_object_get(seen, key))));
		}
	}
	if (json_object_size(seen))
		page_text(p, "Warnings, and how many cells each one stands for (the cells of a group share "
			     "their baseline):");
	json_object_foreach(seen, text, n)
		page_item(p, "%s (%lld)", text, (long long)json_integer_value(n));
	json_decref(seen);
}

void times_body(const struct times *t, struct page *p)
{
	const char **names;
	size_t nr = workload_names(&t->view, t->release, &names);

	page_heading(p, 2, "The machine");
	page_table(p, times_machine(t));
	times_warnings(t, p);
	page_heading(p, 2, "Linux %s", t->release);
	for (size_t i = 0; i < nr; i++)
		page_table(p, times_costs(t, names[i]));
	page_text(p, "_added_ is an arm minus the baseline of the same block: the median over all blocks, and "
		     "the 95 %% percentile interval of a bootstrap over loads and blocks. _noise_ is the larger "
		     "end of the same interval of baseline against baseline.");
	free(names);
}
