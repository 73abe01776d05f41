// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan - which cells a run consists of: experiments x kernels, through the filters.
 */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "plan.h"
#include "registry.h"
#include "run.h"
#include "vm/profile.h"

struct plan_ctx {
	struct run *run;
	unsigned int kernel;
};

static bool plan_with(const struct run_opts *o, const char *arm)
{
	for (size_t i = 0; i < o->with.n; i++)
		if (!strcmp(o->with.v[i], arm))
			return true;
	return false;
}

/* Only optional arms can be asked for: to name another one is a mistake, not a wish fulfilled. */
static int plan_check_with(const struct run_opts *o)
{
	for (size_t i = 0; i < o->with.n; i++) {
		const struct backend *b = backend_find(o->with.v[i]);

		if (b && b->optional)
			continue;
		log_err("run: --with %s: there is no optional arm of that name; `probebench list arms` "
			"names them", o->with.v[i]);
		return PB_EXIT_USAGE;
	}
	return 0;
}

/* In which guest the cell runs, and how often. */
static void plan_guest(struct run *run, const struct cell *cell, struct run_cell *rc)
{
	const struct experiment *e = cell->experiment;

	rc->repeats = run->opts.repeats ? run->opts.repeats : run->opts.quick ? 1 : e->repeats ? e->repeats : 2;
	profile_guest(e->profile, &rc->spec);
	rc->spec.bit_exact = run->opts.bit_exact;
	/* Who waits longer for a word on a busy machine waits longer for the first one, too. */
	rc->spec.quiet_seconds = (unsigned int)run->opts.cell_timeout;
	rc->spec.boot_seconds = rc->spec.quiet_seconds;
	if (e->guest)
		e->guest(cell, &rc->spec);
	rc->guest = guest_key(&rc->spec);
}

/*
 * A workload does not need every body: what a cell adds to what others tell is what justifies its time.
 * Who asks for a collector by its name gets it everywhere.
 */
static bool plan_wanted(const struct cell *cell, const struct arg_list *filters)
{
	char *named;
	bool asked = !cell->workload || !cell->collector || bodies_have(cell->workload->bodies, cell->collector);

	if (asked)
		return true;
	named = str_fmt("/collector=%s/", cell->collector->name);
	for (size_t i = 0; i < filters->n; i++) {
		char *path = str_fmt("/%s/", filters->v[i]);

		asked |= strstr(path, named) != NULL;
		free(path);
	}
	free(named);
	return asked;
}

static void plan_add(const struct cell *cell, void *ctx)
{
	struct plan_ctx *p = ctx;
	struct run *run = p->run;
	const struct arg_list *f = &run->opts.filters;
	char *name;
	bool keep = f->n == 0;

	if (cell->backend && cell->backend->optional && !plan_with(&run->opts, cell->backend->name))
		return;
	if (cell->backend && !backend_has_collector(cell->backend, cell->collector))
		return;
	/* An experiment that reads its records does not name it; to live it needs no reader. */
	if (cell->collector && cell->collector->streams && !cell->experiment->streams)
		return;
	if (run->on_host && cell->experiment->samples && !cell->experiment->samples(cell))
		return;
	if (!plan_wanted(cell, f))
		return;
	name = cell_name(cell);
	for (size_t i = 0; i < f->n; i++)
		keep |= cell_match(name, f->v[i]);
	if (!keep) {
		free(name);
		return;
	}
	run->cells = mem_grow(run->cells, run->nr_cells + 1, sizeof(*run->cells));
	run->cells[run->nr_cells] = (struct run_cell){ .name = name, .kernel = p->kernel,
						       .experiment = cell->experiment };
	plan_guest(run, cell, &run->cells[run->nr_cells++]);
}

void plan_arms(const struct experiment *e, const char *kernel, const struct workload *w,
	       void (*add)(const struct cell *cell, void *ctx), void *ctx)
{
	struct cell c = { .experiment = e, .kernel = kernel, .workload = w,
			  .backend = backend_find("none") };

	add(&c, ctx);
	for (const struct collector *const *col = collectors; *col; col++)
		for (const struct mech *m = mechs; m->name; m++) {
			c.hook = hook_find(m->hook);
			c.collector = *col;
			c.backend = backend_find(m->arm);
			c.mech = m;
			if (w->apart && c.hook->event == PB_EV_SYSCALL)
				continue;
			if (w->events[c.hook->event] && bodies_have(c.hook->bodies, *col) &&
			    collector_has_mech(*col, m->name))
				add(&c, ctx);
		}
}

static const char *plan_releases[RUN_MAX_KERNELS + 1];

const char *const *plan_kernels(void)
{
	return plan_releases;
}

static bool plan_is_on_host;

bool plan_on_host(void)
{
	return plan_is_on_host;
}

int run_plan(struct run *run)
{
	const struct arg_list *wanted = &run->opts.experiments;

	plan_is_on_host = run->on_host;
	for (unsigned int k = 0; k < run->nr_kernels; k++)
		plan_releases[k] = run->kernels[k].release;

	if (plan_check_with(&run->opts))
		return PB_EXIT_USAGE;
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
			"lists all cells%s", run->opts.extra ? "" : "; those of a folder of your own need --extra");
		return PB_EXIT_USAGE;
	}
	return 0;
}
