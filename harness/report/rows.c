// SPDX-License-Identifier: GPL-2.0-only
/*
 * rows - what a folder holds: sides, bodies, pairs, mechanisms without a twin, workloads.
 *
 * The cells say what there is and the registry in which order it stands, so that a hook, collector or
 * arm that is added there needs no change here, and one that a newer version recorded is not lost.
 * Pairs alone come from the declared table: a ratio between mechanisms that were not declared
 * comparable must not be printed by accident.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/cost.h"

const char *arm_text(const char *arm)
{
	return !strcmp(arm, "kmod") ? "module" : !strcmp(arm, "ebpf") ? "eBPF" : arm;
}

/* Is it a cell of a collector on @kernel? */
static bool cell_is_on(const struct result_cell *c, const char *kernel, const char *workload)
{
	return !strcmp(c->experiment, COST_EXPERIMENT) && !strcmp(c->kernel, kernel) &&
	       (!workload || !strcmp(c->workload, workload)) && strcmp(c->arm, "none") != 0;
}

/* Where a name stands in the registry; what is not there comes after all that is. */
static size_t hook_rank(const char *name)
{
	size_t i = 0;

	while (hooks[i].name && strcmp(hooks[i].name, name))
		i++;
	return i;
}

static size_t arm_rank(const char *name)
{
	size_t i = 0;

	while (backends[i] && strcmp(backends[i]->name, name))
		i++;
	return i;
}

static size_t mech_rank(const struct side *s)
{
	size_t i = 0;

	while (mechs[i].name && (strcmp(mechs[i].name, s->mech) || strcmp(mechs[i].arm, s->arm) ||
				 strcmp(mechs[i].hook, s->hook)))
		i++;
	return i;
}

static int rank_cmp(size_t a, size_t b, const char *name_a, const char *name_b)
{
	return a != b ? (a < b ? -1 : 1) : strcmp(name_a, name_b);
}

static int side_cmp(const void *va, const void *vb)
{
	const struct side *a = va, *b = vb;
	int order = rank_cmp(hook_rank(a->hook), hook_rank(b->hook), a->hook, b->hook);

	if (!order)
		order = rank_cmp(arm_rank(a->arm), arm_rank(b->arm), a->arm, b->arm);
	return order ? order : rank_cmp(mech_rank(a), mech_rank(b), a->mech, b->mech);
}

size_t side_list(const struct results *r, const char *kernel, const char *workload,
		 struct side **sides)
{
	size_t nr = 0;

	*sides = mem_alloc(r->nr_cells, sizeof(**sides));
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		const struct side side = { c->hook, c->arm, c->mech };
		bool known = !cell_is_on(c, kernel, workload);

		for (size_t i = 0; i < nr && !known; i++)
			known = !side_cmp(&(*sides)[i], &side);
		if (!known)
			(*sides)[nr++] = side;
	}
	qsort(*sides, nr, sizeof(**sides), side_cmp);
	return nr;
}

struct cost side_cost(const struct results *r, const char *kernel, const char *workload,
		      const struct side *side, const char *collector)
{
	if (!side->mech)
		return (struct cost){ .state = COST_NO_TWIN };
	return cost_of(r,
		       cell_at(r, kernel, workload, side->hook, collector, side->arm, side->mech));
}

struct cost side_body(const struct results *r, const char *kernel, const char *workload,
		      const struct side *side, const char *collector)
{
	const struct result_cell *c = side->mech ? cell_at(r, kernel, workload, side->hook,
							   collector, side->arm, side->mech)
						 : NULL;

	return cost_minus(r, c, side_cost(r, kernel, workload, side, collector),
			  side_cost(r, kernel, workload, side, COST_FLOOR));
}

static size_t body_rank(const char *name)
{
	size_t i = 0;

	if (!strcmp(name, COST_FLOOR) || !strcmp(name, COST_LEAD))
		return !strcmp(name, COST_LEAD);
	while (collectors[i] && strcmp(collectors[i]->name, name))
		i++;
	/* A calibration proves the instrument; nobody wants it for itself. */
	return 2 + i + (collectors[i] && collectors[i]->known_insns ? 1000 : 0);
}

static int body_cmp(const void *va, const void *vb)
{
	const char *a = *(const char *const *)va, *b = *(const char *const *)vb;

	return rank_cmp(body_rank(a), body_rank(b), a, b);
}

size_t body_names(const struct results *r, const char *kernel, const char *workload,
		  const char ***names)
{
	size_t nr = 0;

	*names = mem_alloc(r->nr_cells, sizeof(**names));
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		bool known = !cell_is_on(c, kernel, workload);

		for (size_t i = 0; i < nr && !known; i++)
			known = !strcmp((*names)[i], c->collector);
		if (!known)
			(*names)[nr++] = c->collector;
	}
	qsort(*names, nr, sizeof(**names), body_cmp);
	return nr;
}

static bool side_is(const struct side *s, const char *hook, const char *arm, const char *mech)
{
	return !strcmp(s->hook, hook) && !strcmp(s->arm, arm) && !strcmp(s->mech, mech);
}

static bool side_paired(const struct side *s)
{
	for (const struct mech_pair *p = mech_pairs; p->hook; p++)
		if (side_is(s, p->hook, "kmod", p->kmod) || side_is(s, p->hook, "ebpf", p->ebpf))
			return true;
	return false;
}

static void row_add(struct pair_row **rows, size_t *nr, struct pair_row row)
{
	*rows = mem_grow(*rows, *nr + 1, sizeof(**rows));
	(*rows)[(*nr)++] = row;
}

/* The declared pairs of @hook of which a side is recorded, then the sides without a twin. */
static void rows_of_hook(struct pair_row **rows, size_t *nr, const char *hook,
			 const struct side *sides, size_t nr_sides)
{
	for (const struct mech_pair *p = mech_pairs; p->hook; p++) {
		bool recorded = false;

		for (size_t i = 0; i < nr_sides; i++)
			recorded |= side_is(&sides[i], p->hook, "kmod", p->kmod) ||
				    side_is(&sides[i], p->hook, "ebpf", p->ebpf);
		if (recorded && !strcmp(p->hook, hook))
			row_add(rows, nr, (struct pair_row){ p->hook, p->kmod, p->ebpf });
	}
	for (const struct side *s = sides; s < sides + nr_sides; s++) {
		bool kmod = !strcmp(s->arm, "kmod"), ebpf = !strcmp(s->arm, "ebpf");

		if ((kmod || ebpf) && !strcmp(s->hook, hook) && !side_paired(s))
			row_add(rows, nr,
				(struct pair_row){ s->hook, kmod ? s->mech : NULL,
						   ebpf ? s->mech : NULL });
	}
}

size_t pair_rows(const struct results *r, const char *kernel, const char *workload,
		 struct pair_row **rows)
{
	struct side *sides;
	size_t nr = 0, nr_sides = side_list(r, kernel, workload, &sides);

	*rows = NULL;
	for (size_t i = 0; i < nr_sides; i++)
		if (!i || strcmp(sides[i - 1].hook, sides[i].hook))
			rows_of_hook(rows, &nr, sides[i].hook, sides, nr_sides);
	free(sides);
	return nr;
}

struct side pair_side(const struct pair_row *row, const char *arm)
{
	return (struct side){ row->hook, arm, !strcmp(arm, "kmod") ? row->kmod : row->ebpf };
}

struct cost pair_cost(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row, const char *arm, const char *collector)
{
	const struct side side = pair_side(row, arm);

	return side_cost(r, kernel, workload, &side, collector);
}

struct cost pair_body(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row, const char *arm, const char *collector)
{
	const struct side side = pair_side(row, arm);

	return side_body(r, kernel, workload, &side, collector);
}

char *pair_ratio_text(const struct results *r, const char *kernel, const char *workload,
		      const struct pair_row *row)
{
	return cost_ratio_text(pair_cost(r, kernel, workload, row, "ebpf", COST_LEAD),
			       pair_cost(r, kernel, workload, row, "kmod", COST_LEAD));
}

static int name_cmp(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t workload_names(const struct results *r, const char *kernel, const char ***names)
{
	size_t nr = 0;

	*names = mem_alloc(r->nr_cells, sizeof(**names));
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		bool known = strcmp(c->experiment, COST_EXPERIMENT) || strcmp(c->kernel, kernel);

		for (size_t i = 0; i < nr; i++)
			known |= !strcmp((*names)[i], c->workload);
		if (!known)
			(*names)[nr++] = c->workload;
	}
	qsort(*names, nr, sizeof(**names), name_cmp);
	return nr;
}

static bool workload_has_floor(const struct results *r, const char *kernel, const char *workload)
{
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++)
		if (cell_is_on(c, kernel, workload) && !strcmp(c->collector, COST_FLOOR))
			return true;
	return false;
}

size_t workload_names_deep(const struct results *r, const char *kernel, const char ***names)
{
	size_t all = workload_names(r, kernel, names), nr = 0;

	for (size_t i = 0; i < all; i++)
		if (workload_has_floor(r, kernel, (*names)[i]))
			(*names)[nr++] = (*names)[i];
	if (nr)
		return nr;
	free(*names);
	return workload_names(r, kernel, names);
}
