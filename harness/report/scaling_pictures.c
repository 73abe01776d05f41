// SPDX-License-Identifier: GPL-2.0-only
/*
 * scaling_pictures - what an event and attaching cost over the number of functions, a curve a mechanism.
 */
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/curves.h"
#include "report/scaling.h"

static const struct {
	const char *stem, *title, *metric;
	bool per_function; /* divided by the number of functions */
} pictures[NR_SCALING_PICTURES] = {
	[SCALING_EVENT] = { "event", "Instructions that one event adds", "added_insn_per_event", false },
	[SCALING_WHICH] = { "which", "Instructions that one event adds, counted by function", "by_function_insn_per_event", false },
	[SCALING_ATTACH] = { "attach", "Instructions of attaching, for each function", "attach_insn", true },
};

/* Blue and green the module's, orange and red eBPF's, and told apart in grey by their dashes. */
static const char *const kmod_colors[] = { "#0072B2", "#56B4E9", "#009E73" };
static const char *const ebpf_colors[] = { "#E69F00", "#D55E00", "#CC79A7" };

static void scaling_curve(struct curves *l, const struct scaling_row *row, size_t place, enum scaling_picture picture)
{
	bool kmod = !strcmp(row->arm, "kmod");
	struct curve *curve = curves_add(l, str_fmt("%s %s", arm_text(row->arm), row->mech),
					 kmod ? kmod_colors[place % ARRAY_SIZE(kmod_colors)] :
						ebpf_colors[place % ARRAY_SIZE(ebpf_colors)], !kmod);

	for (int n = 0; n < SCALING_STEPS; n++) {
		double functions = strtod(scaling_steps[n], NULL);
		s64 value;

		if (scaling_value(row->relevant[n], pictures[picture].metric, &value) && value > 0)
			curve_point(curve, functions,
				    (double)value / (pictures[picture].per_function ? functions : 1));
	}
	if (!curve->n) {
		free(curve->label);
		l->nr_curves--;
	}
}

static char *scaling_stem(const struct result_kernel *k, enum scaling_picture picture)
{
	return str_fmt(SCALING_EXPERIMENT "-%s-%s", pictures[picture].stem, k->label);
}

bool scaling_draw(struct chapter_run *c, const struct result_kernel *k, const struct scaling_rows *rows,
		  enum scaling_picture picture)
{
	static const double tics[] = { 1, 10, 100, 1000, -1 };
	char *name = scaling_stem(k, picture), *from = results_provenance_of(c->r, SCALING_EXPERIMENT, k);
	struct curves l = { .name = name,
			    .title = pictures[picture].title,
			    .x_title = "functions that the handler is attached to",
			    .log = true,
			    .tics = tics };
	const char *arm = "";
	size_t place = 0;
	bool drawn;

	for (size_t i = 0; i < rows->n; i++) {
		place = strcmp(arm, rows->v[i].arm) ? 0 : place + 1;
		arm = rows->v[i].arm;
		scaling_curve(&l, &rows->v[i], place, picture);
	}
	drawn = l.nr_curves && curves_draw(c, &l, from);
	curves_free(&l);
	free(from);
	free(name);
	return drawn;
}

void scaling_show(const struct result_kernel *k, struct page *p, enum scaling_picture picture)
{
	page_picture(p, scaling_stem(k, picture), str_fmt("%s, by functions attached to, Linux %s",
							  pictures[picture].title, k->label));
}
