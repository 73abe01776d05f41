// SPDX-License-Identifier: GPL-2.0-only
/*
 * event - traced events of a result folder, ready to be shown.
 */
#include <stdlib.h>
#include <string.h>

#include "anatomy/event.h"
#include "registry.h"

static const struct result_kernel *event_kernel(const struct results *r, const char *release)
{
	for (size_t i = 0; i < r->nr_kernels; i++)
		if (!strcmp(r->kernels[i].release, release))
			return &r->kernels[i];
	return NULL;
}

/* A folder may be damaged, and these words get into names of files and into gnuplot's scripts. */
static bool event_plain(const char *word)
{
	return *word && word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
					  "_.+~-")] == 0;
}

static bool event_sound(const struct event *e)
{
	const struct result_cell *c = e->cell;

	return e->kernel && event_plain(e->kernel->label) && event_plain(c->workload) &&
	       event_plain(c->hook) && event_plain(c->collector) && event_plain(c->arm) &&
	       event_plain(c->mech);
}

static bool event_load(struct event *e, const struct results *r, const struct result_cell *c)
{
	s64 empty = 0;
	u64 sums[NR_LAYERS];

	*e = (struct event){ .cell = c, .kernel = event_kernel(r, c->kernel) };
	if (!event_sound(e) || trace_parse(&e->trace, results_at(c->record, "anatomy.trace")))
		return false;
	results_int(c->record, "anatomy.empty", &empty);
	e->empty = empty < 0 ? 0 : (u64)empty;
	e->n = trace_activations(&e->trace, &e->activations);
	e->layers = layers_assign(&e->trace, e->activations, e->n);
	layers_sum(&e->trace, sums);
	for (int l = 0; l < NR_LAYERS; l++)
		e->sums[l] = (s64)sums[l];
	/* The bracket is user code of ours, and user code is the workload's layer. */
	e->sums[LAYER_WORKLOAD] -= (s64)e->empty;
	return true;
}

/* Where a mechanism stands in the registry; what it does not know comes last, no collector first. */
static size_t event_rank(const struct event *e)
{
	size_t i = 0;

	if (event_is_base(e))
		return 0;
	while (mechs[i].name && (strcmp(mechs[i].arm, e->cell->arm) ||
				 strcmp(mechs[i].hook, e->cell->hook) ||
				 strcmp(mechs[i].name, e->cell->mech)))
		i++;
	return i + 1;
}

static size_t event_hook_rank(const struct event *e)
{
	size_t i = 0;

	while (hooks[i].name && strcmp(hooks[i].name, e->cell->hook))
		i++;
	return i;
}

static int event_order(const void *pa, const void *pb)
{
	const struct event *a = pa, *b = pb;
	int order = a->kernel < b->kernel ? -1 : a->kernel > b->kernel;

	if (!order)
		order = strcmp(a->cell->workload, b->cell->workload);
	if (!order && event_is_base(a) != event_is_base(b))
		return event_is_base(a) ? -1 : 1;
	if (!order)
		order = strcmp(a->cell->collector, b->cell->collector);
	if (!order)
		order = event_hook_rank(a) < event_hook_rank(b) ? -1 : event_hook_rank(a) > event_hook_rank(b);
	if (!order)
		order = event_rank(a) < event_rank(b) ? -1 : event_rank(a) > event_rank(b);
	return order ? order : strcmp(a->cell->name, b->cell->name);
}

static void event_free(struct event *e)
{
	trace_free(&e->trace);
	free(e->activations);
	free(e->layers);
}

void events_load(struct events *e, const struct results *r)
{
	*e = (struct events){ .v = mem_alloc(r->nr_cells + 1, sizeof(*e->v)) };
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		if (strcmp(c->experiment, EVENT_EXPERIMENT) || c->outcome != OUTCOME_OK)
			continue;
		if (event_load(&e->v[e->n], r, c))
			e->n++;
		else
			event_free(&e->v[e->n]);
	}
	qsort(e->v, e->n, sizeof(*e->v), event_order);
}

void events_free(struct events *e)
{
	for (size_t i = 0; i < e->n; i++)
		event_free(&e->v[i]);
	free(e->v);
	*e = (struct events){ 0 };
}

bool event_is_base(const struct event *e)
{
	return !strcmp(e->cell->arm, "none");
}

bool event_same_group(const struct event *a, const struct event *b)
{
	return a->kernel == b->kernel && !strcmp(a->cell->workload, b->cell->workload) &&
	       !strcmp(a->cell->collector, b->cell->collector);
}

const struct event *event_base(const struct events *e, const struct event *of)
{
	for (size_t i = 0; i < e->n; i++)
		if (event_is_base(&e->v[i]) && e->v[i].kernel == of->kernel &&
		    !strcmp(e->v[i].cell->workload, of->cell->workload))
			return &e->v[i];
	return NULL;
}

const struct event *event_on(const struct events *e, const struct event *of, const char *release)
{
	for (size_t i = 0; i < e->n; i++) {
		const struct result_cell *a = e->v[i].cell, *b = of->cell;

		if (!strcmp(a->kernel, release) && !strcmp(a->workload, b->workload) &&
		    !strcmp(a->hook, b->hook) && !strcmp(a->collector, b->collector) &&
		    !strcmp(a->arm, b->arm) && !strcmp(a->mech, b->mech))
			return &e->v[i];
	}
	return NULL;
}

s64 event_added(const struct event *e, const struct event *base, int layer)
{
	s64 sum = 0;

	for (int l = 0; l < NR_LAYERS; l++)
		if (layer == NR_LAYERS || layer == l)
			sum += e->sums[l] - (base ? base->sums[l] : 0);
	return sum;
}

const char *event_arm(const struct event *e)
{
	return !strcmp(e->cell->arm, "kmod") ? "module" :
	       !strcmp(e->cell->arm, "ebpf") ? "eBPF" : e->cell->arm;
}

char *event_title(const struct event *e)
{
	if (event_is_base(e))
		return str_dup("no collector");
	return str_fmt("%s, %s %s", e->cell->hook, event_arm(e), e->cell->mech);
}

char *event_stem(const struct event *e)
{
	const struct result_cell *c = e->cell;

	if (event_is_base(e))
		return str_fmt("%s-%s-none", e->kernel->label, c->workload);
	return str_fmt("%s-%s-%s-%s-%s-%s", e->kernel->label, c->workload, c->hook, c->collector,
		       c->arm, c->mech);
}

void event_function(const struct event *e, const char *function, u64 *calls, u64 *insns)
{
	*calls = *insns = 0;
	for (size_t i = 0; i < e->n; i++) {
		if (strcmp(e->trace.functions[e->activations[i].function], function))
			continue;
		++*calls;
		*insns += e->activations[i].self;
	}
}

char *event_provenance(const struct events *e, const struct result_kernel *k)
{
	char *text = str_dup("Class exact: instructions, not time");
	const struct result_kernel *last = NULL;

	for (size_t i = 0; i < e->n; i++) {
		const struct event *at = &e->v[i];
		char *accel, *cpu;

		if ((k && at->kernel != k) || at->kernel == last)
			continue;
		accel = results_text(at->cell->record, "accel", "unknown");
		cpu = results_text(at->cell->record, "cpu", "unknown");
		text_add(&text, "%s%s%s%s%s%s", last ? ", " : ". Accelerator ", last ? "" : accel,
			 last ? "" : ", CPU ", last ? "" : cpu, last ? "" : ", Linux ", at->kernel->release);
		free(accel);
		free(cpu);
		last = at->kernel;
	}
	return text;
}
