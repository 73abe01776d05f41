// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost - from recorded integers to costs: resolution, added cost, body, ratio.
 *
 * One place decides whether there is a number at all, so that no table or picture can show a cost
 * of an arm that lost count, or a difference that the baseline makes by itself.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/cost.h"

/* @value * @to / @from, rounded to nearest; wide enough for whatever a damaged folder says. */
static s64 rescale(s64 value, s64 to, s64 from)
{
	__int128 limit = (__int128)1 << 60, n = (__int128)value * to, half = from / 2;

	n = (n + (n < 0 ? -half : half)) / from;
	return n > limit ? (s64)limit : n < -limit ? (s64)-limit : (s64)n;
}

bool blocks_read(const json_t *blocks, struct block_stats *out)
{
	size_t n = json_array_size(blocks);
	u64 *t = mem_alloc(n, sizeof(*t));

	for (size_t i = 0; i < n; i++)
		t[i] = (u64)json_integer_value(json_array_get(blocks, i));
	if (n)
		*out = stats_blocks(t, (unsigned int)n);
	free(t);
	return n > 0;
}

bool cell_measured(const struct result_cell *c)
{
	return !strcmp(c->experiment, COST_EXPERIMENT) &&
	       (c->outcome == OUTCOME_OK || c->outcome == OUTCOME_FAIL);
}

bool cell_counts(const struct result_cell *c)
{
	const struct collector *known = collector_find(c->collector);

	if (!strcmp(c->arm, "none"))
		return false;
	return known ? known->counts : json_is_integer(results_at(c->record, "events.seen"));
}

char *cell_miscount(const struct result_cell *c)
{
	s64 expected = 0, seen = 0, lost = 0, hits, hits_expected;

	results_int(c->record, "events.expected", &expected);
	results_int(c->record, "events.lost", &lost);
	if (cell_counts(c) &&
	    (!results_int(c->record, "events.seen", &seen) || expected != seen + lost))
		return str_fmt("expected %lld events, seen %lld and lost %lld", (long long)expected,
			       (long long)seen, (long long)lost);
	if (results_int(c->record, "events.hits", &hits) &&
	    results_int(c->record, "events.hits_expected", &hits_expected) && hits != hits_expected)
		return str_fmt("expected %lld hits, got %lld", (long long)hits_expected,
			       (long long)hits);
	return NULL;
}

const struct result_cell *cell_at(const struct results *r, const char *kernel, const char *workload,
				  const char *hook, const char *collector, const char *arm,
				  const char *mech)
{
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++)
		if (!strcmp(c->experiment, COST_EXPERIMENT) && !strcmp(c->kernel, kernel) &&
		    !strcmp(c->workload, workload) && !strcmp(c->hook, hook) &&
		    !strcmp(c->collector, collector) && !strcmp(c->arm, arm) &&
		    !strcmp(c->mech, mech))
			return c;
	return NULL;
}

static bool cell_of(const struct result_cell *c, const char *kernel, const char *workload)
{
	return cell_measured(c) && !strcmp(c->kernel, kernel) && !strcmp(c->workload, workload);
}

s64 cell_base_ops(const struct result_cell *c)
{
	s64 ops = 0;

	if (!results_int(c->record, "metrics.base_insn_per_op.ops", &ops))
		results_int(c->record, "metrics.insn_per_op.ops", &ops);
	return ops;
}

/* Fold the baseline minima of one cell into @res, scaled to blocks of res->ops operations. */
static void resolution_add(struct resolution *res, const struct result_cell *c, u64 *boots)
{
	const json_t *repeats = results_at(c->record, "repeats"), *rep;
	s64 ops = cell_base_ops(c), empty = 0, min, boot;
	size_t i;

	results_int(c->record, "metrics.base_insn_per_op.empty", &empty);
	json_array_foreach((json_t *)repeats, i, rep)
	{
		if (!results_int(rep, "base_min", &min))
			continue;
		/* Each boot sizes its blocks anew. */
		results_int(rep, "ops", &ops);
		if (ops > 0 && ops != res->ops)
			min = empty + rescale(min - empty, res->ops, ops);
		if (!res->minima || min < res->low)
			res->low = min;
		if (!res->minima || min > res->high)
			res->high = min;
		res->minima++;
		if (results_int(rep, "boot", &boot) && boot >= 0 && boot < 64)
			*boots |= 1ULL << boot;
	}
}

/* How far the workload itself is from linear, by what this cell found without its collector. */
static void resolution_linear(struct resolution *res, const struct result_cell *c)
{
	s64 off, ops = 0;

	if (!results_int(c->record, "metrics.base_linearity_insn.value", &off))
		return;
	results_int(c->record, "metrics.base_linearity_insn.ops", &ops);
	off = off < 0 ? -off : off;
	if (ops > 0 && res->ops > 0)
		off = rescale(off, res->ops, ops);
	if (off > res->linear)
		res->linear = off;
}

struct resolution resolution_of(const struct results *r, const char *kernel, const char *workload)
{
	struct resolution res = { 0 };
	u64 boots = 0;

	for (size_t i = 0; i < r->nr_cells; i++)
		if (cell_of(&r->cells[i], kernel, workload) &&
		    cell_base_ops(&r->cells[i]) > res.ops)
			res.ops = cell_base_ops(&r->cells[i]);
	for (size_t i = 0; i < r->nr_cells; i++) {
		if (!cell_of(&r->cells[i], kernel, workload))
			continue;
		resolution_add(&res, &r->cells[i], &boots);
		resolution_linear(&res, &r->cells[i]);
	}
	res.spread = res.high - res.low;
	res.block = res.spread > res.linear ? res.spread : res.linear;
	res.boots = (unsigned int)__builtin_popcountll(boots);
	return res;
}

/* Is @delta at least @times the resolution? Cross-multiplied: a difference of exactly that survives rounding. */
static bool resolution_times(const struct resolution *res, s64 delta, s64 ops, s64 times)
{
	if (res->ops <= 0 || ops <= 0)
		return true;
	return (__int128)(delta < 0 ? -delta : delta) * res->ops >= (__int128)res->block * ops * times;
}

bool resolution_sees(const struct resolution *res, s64 delta, s64 ops)
{
	return resolution_times(res, delta, ops, 1);
}

s64 resolution_block(const struct resolution *res, s64 ops)
{
	return res->ops > 0 && ops > 0 ? rescale(res->block, ops, res->ops) : res->block;
}

/* Do two boots or more, and all of them, say the same whole number of instructions an event? */
static bool cost_repeats(const struct result_cell *c, const struct cost *cost)
{
	const json_t *repeats = results_at(c->record, "repeats"), *rep;
	s64 first = -1, boot, delta;
	bool boots = false;
	size_t i;

	json_array_foreach((json_t *)repeats, i, rep)
	{
		struct cost one = *cost;
		s64 ops = cost->ops;

		if (!results_int(rep, "delta", &delta) || !results_int(rep, "boot", &boot))
			return false;
		/* Each boot sizes its blocks anew. */
		results_int(rep, "ops", &ops);
		one.delta = ops > 0 ? rescale(delta, cost->ops, ops) : delta;
		if (cost_value(one) != cost_value(*cost))
			return false;
		boots |= i && boot != first;
		first = i ? first : boot;
	}
	return boots;
}

/*
 * Both minima are known to within the resolution, so that their difference may be off by twice that. Below twice
 * it is a number only if other boots, where the workload lay elsewhere, say the same.
 */
static enum cost_state cost_judge(const struct results *r, const struct result_cell *c, const struct cost *cost)
{
	struct resolution res = resolution_of(r, c->kernel, c->workload);

	if (!resolution_sees(&res, cost->delta, cost->ops))
		return COST_UNRESOLVED;
	return resolution_times(&res, cost->delta, cost->ops, 2) || cost_repeats(c, cost) ? COST_NUMBER : COST_UNRESOLVED;
}

struct cost cost_of(const struct results *r, const struct result_cell *c)
{
	static const enum cost_state states[] = { [OUTCOME_FAIL] = COST_FAIL,
						  [OUTCOME_BROKEN] = COST_BROKEN,
						  [OUTCOME_SKIP] = COST_SKIP };
	struct cost cost = { .state = COST_ABSENT };
	char *miscount;

	if (!c)
		return cost;
	cost.state = states[c->outcome];
	if (c->outcome != OUTCOME_OK)
		return cost;
	miscount = cell_miscount(c);
	cost.state = miscount ? COST_MISCOUNT : COST_EMPTY;
	free(miscount);
	if (cost.state == COST_MISCOUNT)
		return cost;
	results_int(c->record, "metrics.insn_per_op.ops", &cost.ops);
	if (!results_int(c->record, "metrics.added_insn_per_event.delta", &cost.delta) ||
	    !results_int(c->record, "metrics.added_insn_per_event.events", &cost.events) ||
	    cost.events <= 0)
		return cost;
	cost.state = cost_judge(r, c, &cost);
	return cost;
}

struct cost cost_minus(const struct results *r, const struct result_cell *c, struct cost a,
		       struct cost b)
{
	struct resolution res;
	struct cost d = a;

	/* An unresolved floor does not spoil the difference: both stand on the same baseline. */
	if (a.state > COST_UNRESOLVED || b.state > COST_UNRESOLVED) {
		d.state = a.state > COST_UNRESOLVED ? a.state : b.state;
		return d;
	}
	d.delta -= a.events == b.events ? b.delta : rescale(b.delta, a.events, b.events);
	res = resolution_of(r, c->kernel, c->workload);
	d.state = resolution_sees(&res, d.delta, d.ops) ? COST_NUMBER : COST_UNRESOLVED;
	return d;
}

s64 cost_value(struct cost c)
{
	return stats_div_round(c.delta, c.events);
}

const char *cost_state_text(enum cost_state s)
{
	static const char *const names[] = {
		[COST_NUMBER] = "ok",	      [COST_UNRESOLVED] = "not resolved",
		[COST_MISCOUNT] = "miscount", [COST_FAIL] = "fail",
		[COST_BROKEN] = "broken",     [COST_SKIP] = "skip",
		[COST_ABSENT] = "not run",    [COST_EMPTY] = "no number",
		[COST_NO_TWIN] = "no twin",
	};

	return names[s];
}

char *cost_text(struct cost c)
{
	if (c.state != COST_NUMBER)
		return str_dup(cost_state_text(c.state));
	return str_fmt("%lld", (long long)cost_value(c));
}

bool cost_ratio(struct cost ebpf, struct cost kmod, double *ratio)
{
	if (ebpf.state != COST_NUMBER || kmod.state != COST_NUMBER || kmod.delta <= 0)
		return false;
	*ratio = ((double)ebpf.delta / (double)ebpf.events) /
		 ((double)kmod.delta / (double)kmod.events);
	return true;
}

char *cost_ratio_text(struct cost ebpf, struct cost kmod)
{
	double ratio;

	if (cost_ratio(ebpf, kmod, &ratio))
		return str_fmt("%.2f", ratio);
	if (kmod.state == COST_NO_TWIN)
		return str_dup("eBPF only");
	if (ebpf.state == COST_NO_TWIN)
		return str_dup("module only");
	if (kmod.state == COST_UNRESOLVED || ebpf.state == COST_UNRESOLVED)
		return str_dup(cost_state_text(COST_UNRESOLVED));
	return str_dup("-");
}
