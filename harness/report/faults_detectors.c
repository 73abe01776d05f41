// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults_detectors - who noticed the mistakes, and whether they keep silent where there is none.
 */
#include <stdlib.h>
#include <string.h>

#include "report/faults.h"
#include "safety/detector.h"

static bool detector_spoke(const struct fault_cell *c, int d)
{
	json_t *name;
	size_t i;

	if (c->cell)
		json_array_foreach(json_object_get(c->cell->record, "detectors"), i, name)
			if (!strcmp(json_string_value(name), detectors[d].name))
				return true;
	return false;
}

struct heard {
	size_t mistakes, none; /* cells in which it spoke: with a mistake, and without */
	const char *first;     /* mistake of which it spoke */
};

static struct heard detector_heard(const struct results *r, const struct fault **seen, size_t n, int d)
{
	struct heard h = { 0 };

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < r->nr_kernels; k++)
			for (int p = 0; p < NR_PROFILES; p++)
				for (int s = 0; s < NR_SIDES; s++) {
					struct fault_cell c = faults_cell(r, r->kernels[k].release, seen[i],
									  (enum fault_profile)p, (enum fault_side)s);

					if (!detector_spoke(&c, d))
						continue;
					if (fault_is_control(seen[i]))
						h.none++;
					else if (!h.mistakes++)
						h.first = seen[i]->name;
				}
	return h;
}

struct table *faults_table_detectors(const struct results *r)
{
	struct table *t = table_new(str_dup("detectors"), str_dup("Who noticed"),
				    str_dup("Cells in which each spoke; without a mistake all must be silent"),
				    "detector,goes by,#with a mistake,#without one,for example");
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (int d = 0; d < NR_DETECTORS; d++) {
		struct heard h = detector_heard(r, seen, n, d);

		table_put(t, "%s", detectors[d].name);
		table_put(t, "%s", detectors[d].sees);
		table_put(t, "%zu", h.mistakes);
		table_put(t, "%zu", h.none);
		if (h.first)
			table_put(t, "`%s`", h.first);
		else
			table_put(t, "%s", detectors[d].idle ? detectors[d].idle : "");
	}
	free(seen);
	return t;
}
