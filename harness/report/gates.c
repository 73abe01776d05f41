// SPDX-License-Identifier: GPL-2.0-only
/*
 * gates - A/A, known cost, linearity, counts, repeats, settling.
 *
 * How strict a gate is follows from what the run itself measured. A workload whose baseline repeats
 * exactly has resolution 0, and every gate is exact for it. For one that wavers, each minimum is known
 * to within the resolution, so that a difference of two may be off by twice that, and linearity, which
 * combines six, by six times.
 *
 * A gate says pass only for what it saw: without a cell to judge it says "not checked". Exceptions
 * name the cell and the integers, so that a failed gate can be followed to its line in cells.jsonl.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/gates.h"

static void gate_except(struct gate *g, const struct result_cell *c, char *what)
{
	g->exceptions = mem_grow(g->exceptions, g->nr_exceptions + 1, sizeof(*g->exceptions));
	g->exceptions[g->nr_exceptions++] = str_fmt("`%s`: %s", c->name, what);
	free(what);
}

/* Takes over @numbers. */
static void gate_close(struct gate *g, size_t checked, size_t failed, char *numbers)
{
	g->verdict = failed ? VERDICT_FAIL : checked ? VERDICT_PASS : VERDICT_NOT_CHECKED;
	g->numbers = numbers;
}

static s64 magnitude(s64 v)
{
	return v < 0 ? -v : v;
}

#define GATE_DIFFERENCE 2 /* times the resolution, see above */
#define GATE_LINEARITY	6

/* What a gate may be off by in a block of @ops operations of @c's workload; 0: it is exact. */
static s64 gate_tolerance(const struct results *r, const struct result_cell *c, s64 ops, s64 times)
{
	struct resolution res = resolution_of(r, c->kernel, c->workload);

	return times * resolution_block(&res, ops);
}

/* The largest |delta| of a baseline cell, over its record and its single repeats. */
static bool aa_delta(const struct result_cell *c, s64 *worst)
{
	const json_t *repeats = results_at(c->record, "repeats"), *rep;
	bool found = results_int(c->record, "metrics.added_insn_per_op.delta", worst);
	s64 delta;
	size_t i;

	json_array_foreach((json_t *)repeats, i, rep)
	{
		if (found && results_int(rep, "delta", &delta) &&
		    magnitude(delta) > magnitude(*worst))
			*worst = delta;
	}
	return found;
}

static void gate_aa(const struct results *r, struct gate *g)
{
	size_t checked = 0, failed = 0;
	s64 worst = 0, delta;

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		if (!cell_measured(c) || strcmp(c->arm, "none") || !aa_delta(c, &delta))
			continue;
		checked++;
		if (magnitude(delta) > magnitude(worst))
			worst = delta;
		if (magnitude(delta) <= gate_tolerance(r, c, cell_base_ops(c), GATE_DIFFERENCE))
			continue;
		failed++;
		gate_except(g, c,
			    str_fmt("baseline minus itself is %lld instructions a block",
				    (long long)delta));
	}
	gate_close(g, checked, failed,
		   str_fmt("%zu baseline cells, largest difference %lld instructions", checked,
			   (long long)worst));
}

struct known {
	size_t exact, within, unresolved, unpaired, missed;
	s64 worst;
};

/* Compare one calibration cell with the empty body at the same hook. */
static void known_cost(const struct results *r, struct gate *g, const struct result_cell *c,
		       s64 insns, struct known *n)
{
	struct resolution res = resolution_of(r, c->kernel, c->workload);
	struct cost cal = cost_of(r, c), null, diff;
	s64 tolerance, off;

	null = cost_of(r, cell_at(r, c->kernel, c->workload, c->hook, COST_FLOOR, c->arm, c->mech));
	if (cal.state > COST_UNRESOLVED || null.state > COST_UNRESOLVED) {
		n->unpaired++;
		return;
	}
	diff = cost_minus(r, c, cal, null);
	tolerance = GATE_DIFFERENCE * resolution_block(&res, diff.ops);
	off = diff.delta - insns * diff.events;
	if (insns * diff.events <= tolerance) {
		n->unresolved++;
		return;
	}
	if (magnitude(off) > magnitude(n->worst))
		n->worst = off;
	if (!off) {
		n->exact++;
		return;
	}
	if (magnitude(off) <= tolerance) {
		n->within++;
		return;
	}
	n->missed++;
	gate_except(g, c,
		    str_fmt("expected %lld instructions an event, got %.4f (%lld too many in a "
			    "block of %lld events; resolution %lld)",
			    (long long)insns, (double)diff.delta / (double)diff.events,
			    (long long)off, (long long)diff.events, (long long)tolerance));
}

static void gate_known(const struct results *r, struct gate *g)
{
	struct known n = { 0 };

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		const struct collector *col = collector_find(c->collector);

		if (!strcmp(c->experiment, COST_EXPERIMENT) && col && col->known_insns)
			known_cost(r, g, c, col->known_insns, &n);
	}
	gate_close(g, n.exact + n.within, n.missed,
		   str_fmt("%zu of %zu recovered exactly, %zu within the resolution, %zu missed; "
			   "largest miss %lld instructions a block; %zu not resolved, %zu not "
			   "measured with both bodies",
			   n.exact, n.exact + n.within + n.missed, n.within, n.missed,
			   (long long)n.worst, n.unresolved, n.unpaired));
}

/* A cell without a collector is not judged: how far it is from linear is the resolution. */
static void gate_linear(const struct results *r, struct gate *g)
{
	size_t checked = 0, failed = 0, zero = 0;
	s64 worst = 0, base = 0, off, ops;

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		bool none = !strcmp(c->arm, "none");
		s64 *largest = none ? &base : &worst;
		s64 tolerance;

		if (!cell_measured(c) ||
		    !results_int(c->record, "metrics.linearity_insn.value", &off))
			continue;
		if (magnitude(off) > magnitude(*largest))
			*largest = off;
		if (none)
			continue;
		ops = 0;
		results_int(c->record, "metrics.linearity_insn.ops", &ops);
		checked++;
		zero += !off;
		tolerance = gate_tolerance(r, c, ops, GATE_LINEARITY);
		if (magnitude(off) <= tolerance)
			continue;
		failed++;
		gate_except(g, c,
			    str_fmt("what it adds to 2N operations is %lld instructions more than "
				    "twice what it adds to N; resolution %lld",
				    (long long)off, (long long)tolerance));
	}
	gate_close(g, checked, failed,
		   str_fmt("%zu cells with a collector, %zu of them exactly 0, largest %lld "
			   "instructions a block; largest of a baseline %lld",
			   checked, zero, (long long)worst, (long long)base));
}

static void gate_counts(const struct results *r, struct gate *g)
{
	size_t counting = 0, hitting = 0, failed = 0;
	s64 hits;

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		char *miscount;

		if (!cell_measured(c))
			continue;
		counting += cell_counts(c);
		hitting += results_int(c->record, "events.hits", &hits) &&
			   results_int(c->record, "events.hits_expected", &hits);
		miscount = cell_miscount(c);
		if (!miscount)
			continue;
		failed++;
		gate_except(g, c, miscount);
	}
	gate_close(g, counting + hitting, failed,
		   str_fmt("%zu counting cells, %zu cells with hits, %zu of them wrong", counting,
			   hitting, failed));
}

static void gate_repeats(const struct results *r, struct gate *g)
{
	size_t checked = 0, failed = 0, within = 0, most = 0;

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		const json_t *agree = results_at(c->record, "repeats_agree");
		size_t repeats = json_array_size(results_at(c->record, "repeats"));

		if (!cell_measured(c) || !json_is_boolean(agree) || repeats < 2)
			continue;
		checked++;
		most = repeats > most ? repeats : most;
		if (json_is_true(agree))
			continue;
		if (gate_tolerance(r, c, cell_base_ops(c), 1)) {
			within++;
			continue;
		}
		failed++;
		gate_except(g, c, str_fmt("its %zu repeats differ", repeats));
	}
	gate_close(g, checked, failed,
		   str_fmt("%zu cells of up to %zu repeats; %zu differ, %zu more only within the "
			   "resolution",
			   checked, most, failed, within));
}

static void gate_settle(const struct results *r, struct gate *g)
{
	size_t checked = 0, failed = 0;
	s64 rounds, most = 0;

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		const json_t *blocks = results_at(c->record, "metrics.base_insn_per_op.blocks");
		struct block_stats stats;

		/* A single block is a summary: it cannot show whether the minimum repeats. */
		if (!cell_measured(c) || !blocks_read(blocks, &stats) || stats.n < 2)
			continue;
		checked++;
		if (results_int(c->record, "metrics.base_insn_per_op.settle_rounds", &rounds) &&
		    rounds > most)
			most = rounds;
		if (stats.at_min > 1 || gate_tolerance(r, c, cell_base_ops(c), 1))
			continue;
		failed++;
		gate_except(g, c,
			    str_fmt("only one of %u baseline blocks reached the minimum", stats.n));
	}
	gate_close(g, checked, failed,
		   str_fmt("%zu cells, %zu whose baseline minimum did not repeat; at most %lld "
			   "settling rounds",
			   checked, failed, (long long)most));
}

void gates_judge(const struct results *r, struct gate gates[NR_GATES])
{
	static const struct {
		const char *key, *name, *rule;
		void (*judge)(const struct results *r, struct gate *g);
	} all[NR_GATES] = {
		[GATE_AA] = { "aa", "A/A", "the baseline measured against itself adds 0, within the resolution", gate_aa },
		[GATE_KNOWN] = { "known_cost", "known cost",
				 "a body of known length costs exactly that much above " COST_FLOOR,
				 gate_known },
		[GATE_LINEAR] = { "linearity", "linearity",
				  "what a collector adds to 2N operations is twice what it adds to "
				  "N, within the resolution",
				  gate_linear },
		[GATE_COUNTS] = { "counts", "counts", "expected = seen + lost; hits as expected",
				  gate_counts },
		[GATE_REPEATS] = { "repeats", "repeats",
				   "every repeat of a cell gives the same minima, within the resolution", gate_repeats },
		[GATE_SETTLE] = { "settled", "settled",
				  "the baseline's block minimum repeats within a cell, or its resolution is known",
				  gate_settle },
	};

	for (size_t i = 0; i < NR_GATES; i++) {
		gates[i] = (struct gate){ .key = all[i].key,
					  .name = all[i].name,
					  .rule = all[i].rule };
		all[i].judge(r, &gates[i]);
	}
}

void gates_free(struct gate gates[NR_GATES])
{
	for (size_t i = 0; i < NR_GATES; i++) {
		for (size_t k = 0; k < gates[i].nr_exceptions; k++)
			free(gates[i].exceptions[k]);
		free(gates[i].exceptions);
		free(gates[i].numbers);
	}
}

const char *verdict_text(enum verdict v)
{
	return v == VERDICT_PASS ? "pass" : v == VERDICT_FAIL ? "**FAIL**" : "not checked";
}

const char *verdict_key(enum verdict v)
{
	return v == VERDICT_PASS ? "pass" : v == VERDICT_FAIL ? "fail" : "not checked";
}
