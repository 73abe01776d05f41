// SPDX-License-Identifier: GPL-2.0-only
/*
 * provenance - class, accelerator, CPU model and kernel: the words without which a number is none.
 */
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/markup.h"

/* Is @item one of the ", "-joined items of @list? */
static bool list_has(const char *list, const char *item)
{
	size_t n = strlen(item);

	for (const char *p = list; p && *p; p = strstr(p, ", ") ? strstr(p, ", ") + 2 : NULL)
		if (!strncmp(p, item, n) && (!p[n] || str_starts(p + n, ", ")))
			return true;
	return false;
}

/* A cell that carries a measurement, of @experiment, or of any. */
static bool provenance_counts(const struct result_cell *c, const char *experiment)
{
	return (!experiment || !strcmp(c->experiment, experiment)) &&
	       (c->outcome == OUTCOME_OK || c->outcome == OUTCOME_FAIL);
}

char *results_distinct(const struct results *r, const char *experiment, const char *kernel, const char *path,
		       const char *fallback)
{
	char *list = str_dup("");

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		char *item = provenance_counts(c, experiment) && (!kernel || !strcmp(c->kernel, kernel))
				     ? results_text(c->record, path, NULL)
				     : NULL,
		     *grown;

		if (item && *item && !list_has(list, item)) {
			grown = str_fmt("%s%s%s", list, *list ? ", " : "", item);
			free(list);
			list = grown;
		}
		free(item);
	}
	if (*list)
		return list;
	free(list);
	return str_dup(fallback);
}

/* "6.12.117+deb12-cloud-amd64 (6.12.117-1~deb12u1)" */
static void provenance_kernel(char **text, const struct result_kernel *k)
{
	char *version = results_text(k->entry, "version", NULL);

	text_add(text, "%s%s%s%s", k->release, version ? " (" : "", version ? version : "",
		 version ? ")" : "");
	free(version);
}

static const char *provenance_model(const struct result_kernel *k)
{
	return json_string_value(results_at(k->env, "cpu_model"));
}

char *results_provenance(const struct results *r, const struct result_kernel *k)
{
	return results_provenance_of(r, COST_EXPERIMENT, k);
}

char *results_provenance_of(const struct results *r, const char *experiment, const struct result_kernel *k)
{
	const struct result_kernel *first = k ? k : r->kernels,
				   *end = k ? k + 1 : r->kernels + r->nr_kernels;
	const char *release = k ? k->release : NULL, *model = NULL;
	char *cls, *accel, *cpu, *text;

	if (first == end)
		return str_dup("No cell here is exact");
	cls = results_distinct(r, experiment, release, "metrics.insn_per_op.class", "exact");
	accel = results_distinct(r, experiment, release, "accel", "unknown accelerator");
	cpu = results_distinct(r, experiment, release, "cpu", "unknown");
	text = str_fmt("Class %s: instructions, not time. Accelerator %s, CPU %s", cls, accel, cpu);
	for (k = first; k < end; k++)
		if (provenance_model(k) && (!model || strcmp(model, provenance_model(k)))) {
			text_add(&text, "%s%s", model ? ", " : " (", provenance_model(k));
			model = provenance_model(k);
		}
	text_add(&text, "%s, Linux ", model ? ")" : "");
	for (k = first; k < end; k++) {
		text_add(&text, "%s", k == first ? "" : ", ");
		provenance_kernel(&text, k);
	}
	free(cls);
	free(accel);
	free(cpu);
	return text;
}
