// SPDX-License-Identifier: GPL-2.0-only
/*
 * heat - the map of workloads and hooks: which fields there are, and what stands in them.
 *
 * A row is a workload, the cheapest operation first; a column a mechanism or a pair of them. The number
 * stands in the field, and the shade, which goes with its logarithm, is only there to guide the eye: from
 * light to dark, so that a copy without colour says the same.
 */
#include <stdlib.h>
#include <string.h>

#include "report/heat_map.h"

#define HEAT_GAP    0.4 /* between two blocks, in columns */

const char *heat_stem(enum heat_kind kind)
{
	return kind == HEAT_EVENT ? "heat" : "share";
}

const char *heat_caption(enum heat_kind kind)
{
	return kind == HEAT_EVENT ?
		       "What one event costs by workload and hook, collector " COST_LEAD
		       ": instructions on each side, and their ratio" :
		       "What the events of an operation add to it by workload and hook, collector " COST_LEAD
		       ", in per cent of what it costs alone";
}

/* Instructions of an operation without a collector; 0: unknown. */
static s64 heat_base(const struct results *r, const char *kernel, const char *workload)
{
	const struct result_cell *c = cell_at(r, kernel, workload, "none", "none", "none", "none");
	s64 base = 0;

	if (c)
		results_int(c->record, "metrics.base_insn_per_op.value", &base);
	return base;
}

/* Workloads with a cell of the lead collector, in order of their own cost. */
static void heat_rows(struct heat *h)
{
	size_t nr = workload_names(h->r, h->k->release, &h->rows);
	s64 *base = mem_alloc(nr + 1, sizeof(*base));

	for (size_t i = 0; i < nr; i++) {
		const char *name = h->rows[i];
		s64 cost = heat_base(h->r, h->k->release, name);
		struct side *sides;
		size_t n = side_list(h->r, h->k->release, name, &sides), at = h->nr_rows;

		free(sides);
		if (!n)
			continue;
		for (; at && base[at - 1] > cost; at--) {
			base[at] = base[at - 1];
			h->rows[at] = h->rows[at - 1];
		}
		base[at] = cost;
		h->rows[at] = name;
		h->nr_rows++;
	}
	free(base);
}

static void heat_column(struct heat *h, struct heat_column c)
{
	const struct heat_column *last = h->nr_columns ? &h->columns[h->nr_columns - 1] : NULL;

	c.x = !last ? 0 : last->x + 1 + (last->block != c.block ? HEAT_GAP : 0);
	h->columns = mem_grow(h->columns, h->nr_columns + 1, sizeof(*h->columns));
	h->columns[h->nr_columns++] = c;
}

static void heat_columns(struct heat *h)
{
	static const char *const arms[] = { [BLOCK_MODULE] = "kmod", [BLOCK_EBPF] = "ebpf" };
	struct side *sides;
	struct pair_row *rows;
	size_t nr = side_list(h->r, h->k->release, NULL, &sides), pairs;

	for (size_t b = 0; b < ARRAY_SIZE(arms); b++)
		for (size_t i = 0; i < nr; i++)
			if (!strcmp(sides[i].arm, arms[b]))
				heat_column(h, (struct heat_column){ .block = (enum heat_block)b,
								     .side = sides[i] });
	free(sides);
	if (h->kind != HEAT_EVENT)
		return;
	pairs = pair_rows(h->r, h->k->release, NULL, &rows);
	for (size_t i = 0; i < pairs; i++)
		if (rows[i].kmod && rows[i].ebpf)
			heat_column(h, (struct heat_column){ .block = BLOCK_RATIO, .row = rows[i] });
	free(rows);
}

/* Why there is no number, in a character. */
static char *heat_mark(enum cost_state state)
{
	return str_dup(state == COST_UNRESOLVED ? "?" :
		       state == COST_SKIP || state == COST_ABSENT || state == COST_NO_TWIN ? "-" : "!");
}

static struct heat_field heat_ratio(const struct heat *h, const char *workload, const struct pair_row *row)
{
	struct cost ebpf = pair_cost(h->r, h->k->release, workload, row, "ebpf", COST_LEAD);
	struct cost kmod = pair_cost(h->r, h->k->release, workload, row, "kmod", COST_LEAD);
	struct heat_field f = { 0 };

	f.known = cost_ratio(ebpf, kmod, &f.value);
	/* Without the nought: many columns are narrow. */
	if (f.known && f.value < 0.995)
		f.text = str_fmt(".%02.0f", 100 * f.value);
	else if (f.known)
		f.text = str_fmt("%.*f", f.value < 9.95 ? 1 : 0, f.value);
	else
		f.text = heat_mark(kmod.state != COST_NUMBER ? kmod.state : ebpf.state);
	return f;
}

static struct heat_field heat_side(const struct heat *h, const char *workload, const struct side *side)
{
	struct cost c = side_cost(h->r, h->k->release, workload, side, COST_LEAD);
	s64 base = heat_base(h->r, h->k->release, workload);
	struct heat_field f = { .known = c.state == COST_NUMBER };

	if (f.known && h->kind == HEAT_SHARE) {
		f.known = base > 0 && c.ops > 0;
		f.value = f.known ? 100.0 * (double)c.delta / (double)c.ops / (double)base : 0;
		f.text = str_fmt(f.value < 0.05 ? "<0.1" : f.value < 9.95 ? "%.1f" : "%.0f", f.value);
	} else if (f.known) {
		f.value = (double)cost_value(c);
		f.text = cost_text(c);
	} else {
		f.text = heat_mark(c.state);
	}
	return f;
}

static void heat_fields(struct heat *h)
{
	h->fields = mem_alloc(h->nr_rows * h->nr_columns + 1, sizeof(*h->fields));
	for (size_t y = 0; y < h->nr_rows; y++)
		for (size_t x = 0; x < h->nr_columns; x++) {
			const struct heat_column *c = &h->columns[x];

			h->fields[y * h->nr_columns + x] =
				c->block == BLOCK_RATIO ? heat_ratio(h, h->rows[y], &c->row) :
							  heat_side(h, h->rows[y], &c->side);
		}
}

static int heat_write(const struct heat *h, struct outputs *to, const char *extension,
		      void (*write)(const struct heat *h, FILE *out))
{
	char *path = str_fmt("plots/%s.%s", h->name, extension), *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int err;

	if (!out)
		abort();
	write(h, out);
	fclose(out);
	err = output_write(to, path, text);
	free(text);
	free(path);
	return err;
}

char *heat_script(const struct results *r, const struct result_kernel *k, enum heat_kind kind,
		  struct outputs *to)
{
	struct heat h = { .r = r, .k = k, .kind = kind, .name = str_fmt("%s-%s", heat_stem(kind), k->label) };
	bool written = false;

	heat_rows(&h);
	heat_columns(&h);
	if (h.nr_rows > 1 && h.nr_columns) {
		heat_fields(&h);
		written = !heat_write(&h, to, "dat", heat_data) && !heat_write(&h, to, "gp", heat_gnuplot);
		for (size_t i = 0; i < h.nr_rows * h.nr_columns; i++)
			free(h.fields[i].text);
	}
	free(h.fields);
	free(h.columns);
	free(h.rows);
	if (!written) {
		free(h.name);
		h.name = NULL;
	}
	return h.name;
}
