// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan - which cells a run consists of: experiments x kernels, through the filters.
 */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "run.h"

struct plan_ctx {
	struct run *run;
	unsigned int kernel;
};

static void plan_add(const struct cell *cell, void *ctx)
{
	struct plan_ctx *p = ctx;
	struct run *run = p->run;
	const struct arg_list *f = &run->opts.filters;
	char *name = cell_name(cell);
	bool keep = f->n == 0;

	for (size_t i = 0; i < f->n; i++)
		keep |= cell_match(name, f->v[i]);
	if (!keep) {
		free(name);
		return;
	}
	run->cells = mem_grow(run->cells, run->nr_cells + 1, sizeof(*run->cells));
	run->cells[run->nr_cells++] = (struct run_cell){ .name = name, .kernel = p->kernel };
}

int run_plan(struct run *run)
{
	const struct arg_list *wanted = &run->opts.experiments;

	for (size_t i = 0; i < wanted->n; i++) {
		const struct experiment *e = experiment_find(wanted->v[i]);

		if (!e) {
			log_err("run: there is no experiment \"%s\"; `probebench list experiments` "
				"names them", wanted->v[i]);
			return PB_EXIT_USAGE;
		}
		for (unsigned int k = 0; k < run->nr_kernels; k++)
			e->plan(run->kernels[k].release, plan_add,
				&(struct plan_ctx){ .run = run, .kernel = k });
	}
	if (!run->nr_cells) {
		log_err("run: no cell matches the filters; `probebench run --dry-run` without --filter "
			"lists all cells");
		return PB_EXIT_USAGE;
	}
	return 0;
}
