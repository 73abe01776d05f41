// SPDX-License-Identifier: GPL-2.0-only
/*
 * model - parts and sums of the cost model, from recorded cells.
 *
 * hook = an empty body at this hook; body = a body less an empty one, channel = a body that streams into it less
 * the same that hands its record to nobody, both at MODEL_HOOK; all on MODEL_WORKLOAD.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/model.h"

const char *const model_kinds[NR_MODEL_KINDS] = {
	[MODEL_PART] = "a part",
	[MODEL_OTHER_HOOK] = "body or channel at another hook",
	[MODEL_OTHER_WORK] = "the same on another workload",
	[MODEL_OTHER_BOTH] = "both at once",
};

double model_sum(const struct model_row *row)
{
	return row->hook + row->body_part + row->channel_part;
}

long model_residual(const struct model_row *row)
{
	return lround(row->measured - model_sum(row));
}

static bool model_cost(const struct result_cell *c, double *cost)
{
	s64 delta = 0, events = 0;

	if (!results_int(c->record, "metrics.added_insn_per_event.delta", &delta) ||
	    !results_int(c->record, "metrics.added_insn_per_event.events", &events) || events <= 0)
		return false;
	*cost = (double)delta / (double)events;
	return true;
}

/* The cost of a part's cell: @like's side, with what is named here. */
static bool model_at(const struct model_row *rows, size_t n, const struct model_row *like, const char *hook,
		     const char *mech, const char *body, const char *channel, double *cost)
{
	for (const struct model_row *row = rows; row < rows + n; row++) {
		const struct result_cell *c = row->cell;

		if (strcmp(c->workload, MODEL_WORKLOAD) || strcmp(c->arm, like->cell->arm) || strcmp(c->hook, hook) ||
		    strcmp(c->mech, mech) || strcmp(row->body, body) || strcmp(row->channel, channel))
			continue;
		*cost = row->measured;
		return true;
	}
	return false;
}

static bool model_predict(const struct model_row *rows, size_t n, struct model_row *row)
{
	double floor, alone, with;

	if (!model_at(rows, n, row, row->cell->hook, row->cell->mech, COST_FLOOR, "none", &row->hook) ||
	    !model_at(rows, n, row, MODEL_HOOK, MODEL_HOOK, COST_FLOOR, "none", &floor) ||
	    !model_at(rows, n, row, MODEL_HOOK, MODEL_HOOK, row->body, "none", &alone) ||
	    !model_at(rows, n, row, MODEL_HOOK, MODEL_HOOK, row->body, row->channel, &with))
		return false;
	row->body_part = alone - floor;
	row->channel_part = with - alone;
	return true;
}

static enum model_kind model_kind(const struct model_row *row)
{
	bool work = strcmp(row->cell->workload, MODEL_WORKLOAD) != 0;
	bool hook = strcmp(row->body, COST_FLOOR) != 0 && strcmp(row->cell->mech, MODEL_HOOK) != 0;

	return work ? (hook ? MODEL_OTHER_BOTH : MODEL_OTHER_WORK) : hook ? MODEL_OTHER_HOOK : MODEL_PART;
}

size_t model_rows(const struct results *r, const char *kernel, struct model_row **rows)
{
	size_t n = 0;

	*rows = mem_alloc(r->nr_cells + 1, sizeof(**rows));
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		struct model_row row = { .cell = c };

		if (strcmp(c->experiment, MODEL_EXPERIMENT) || strcmp(c->kernel, kernel) ||
		    c->outcome != OUTCOME_OK || !model_cost(c, &row.measured))
			continue;
		row.body = cell_key(c->name, "body");
		row.channel = cell_key(c->name, "channel");
		row.kind = model_kind(&row);
		(*rows)[n++] = row;
	}
	for (size_t i = 0; i < n; i++)
		(*rows)[i].known = model_predict(*rows, n, &(*rows)[i]);
	return n;
}

void model_rows_free(struct model_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].body);
		free(rows[i].channel);
	}
	free(rows);
}
