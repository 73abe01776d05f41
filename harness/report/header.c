// SPDX-License-Identifier: GPL-2.0-only
/*
 * header - class, machine, kernels, seed and revision of a run, and how many cells came to what.
 *
 * What a key does not say is printed as "unknown": a reader who wants to reproduce must see the
 * hole.
 */
#include <stdlib.h>
#include <string.h>

#include "report/cost.h"
#include "report/header.h"
#include "report/markup.h"

void header_outcomes(const struct results *r, const char *kernel, size_t n[4])
{
	memset(n, 0, 4 * sizeof(*n));
	for (size_t i = 0; i < r->nr_cells; i++)
		if (!kernel || !strcmp(r->cells[i].kernel, kernel))
			n[r->cells[i].outcome]++;
}

/* Cells of different accelerators or CPU models must not be subtracted from each other. */
static char *header_identity(const struct results *r, const char *kernel, const char *path)
{
	char *list = results_distinct(r, NULL, kernel, path, "unknown"), *marked;

	if (!strstr(list, ", "))
		return list;
	marked = str_fmt("**mixed: %s**", list);
	free(list);
	return marked;
}

static struct table *header_kernels(const struct results *r)
{
	struct table *t = table_new(
		str_dup("kernels"), str_dup("Kernels, and how their cells ended"), str_dup(""),
		"kernel,package,version,accelerator,CPU,CPU model,#ok,#fail,#broken,"
		"#skip");
	size_t n[4];

	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
		table_put(t, "%s", k->release);
		table_take(t, results_text(k->entry, "package", "unknown"));
		table_take(t, results_text(k->entry, "version", "unknown"));
		table_take(t, header_identity(r, k->release, "accel"));
		table_take(t, header_identity(r, k->release, "cpu"));
		table_take(t, results_text(k->env, "cpu_model", "unknown"));
		header_outcomes(r, k->release, n);
		for (size_t i = 0; i < ARRAY_SIZE(n); i++)
			table_put(t, "%zu", n[i]);
	}
	return t;
}

/* The mitigations that the CPU model brought with it; they decide what an indirect call costs. */
static void header_mitigations(const json_t *env, char **item)
{
	json_t *all = (json_t *)results_at(env, "vulnerabilities"), *value;
	const char *name, *before = "; mitigations: ";

	json_object_foreach(all, name, value)
	{
		const char *state = json_string_value(value);

		if (!state || !strcmp(state, "Not affected"))
			continue;
		text_add(item, "%s%s (%s)", before, name, state);
		before = ", ";
	}
}

/* The named keys of @env that are there, as "<lead> name `value`, ..."; NULL if none is. */
static char *header_keys(const json_t *env, const char *lead, const char *const keys[][2])
{
	char *item = NULL;

	for (; (*keys)[0]; keys++) {
		char *value = results_text(env, (*keys)[1], NULL);

		if (value)
			text_add(&item, "%s %s `%s`", item ? "," : lead, (*keys)[0], value);
		free(value);
	}
	return item;
}

static void header_machines(const struct results *r, struct page *p)
{
	static const char *const tools[][2] = { { "QEMU", "qemu_version" },
						{ "libbpf", "libbpf" },
						{ "modules", "module_compiler" },
						{ "BPF programs", "bpf_compiler" },
						{ NULL, NULL } };
	static const char *const guest[][2] = { { "clock source", "clocksource" },
						{ "BPF JIT", "bpf_jit_enable" },
						{ "QEMU", "qemu_version" },
						{ "command line", "cmdline" },
						{ NULL, NULL } };
	char *item = header_keys(r->host, "Built and run with:", tools);

	if (item)
		page_item(p, "%s", item);
	free(item);
	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
		char *lead = str_fmt("Guest %s:", k->label);

		item = header_keys(k->env, lead, guest);
		if (item) {
			header_mitigations(k->env, &item);
			page_item(p, "%s", item);
		}
		free(item);
		free(lead);
	}
}

static void header_cells(const struct results *r, struct page *p)
{
	char *item = NULL;
	s64 planned;
	size_t n[4];

	header_outcomes(r, NULL, n);
	for (size_t i = 0; i < r->nr_sampled && !r->nr_cells; i++)
		n[r->sampled[i].outcome]++;
	for (size_t i = 0; i < ARRAY_SIZE(n); i++)
		text_add(&item, "%s%zu %s", i ? ", " : "Cells: ", n[i],
			 outcome_name((enum outcome)i));
	if (r->nr_sampled && r->nr_cells)
		text_add(&item, "; and %zu sampled", r->nr_sampled);
	if (results_int(r->manifest, "planned", &planned) &&
	    (s64)(r->nr_cells + r->nr_sampled) != planned)
		text_add(&item, "; **%lld were planned**", (long long)planned);
	if (json_is_false(results_at(r->manifest, "complete")))
		text_add(&item, "; **the run is incomplete**");
	page_item(p, "%s", item);
	free(item);
}

static void header_run(const struct results *r, struct page *p)
{
	static const char *const keys[][2] = { { "Run: seed", "seed" },
					       { ", git revision", "git" },
					       { ", repeats", "repeats" },
					       { ", boots", "boots" },
					       { ", bit-exact", "bit_exact" } };
	json_t *argv = (json_t *)results_at(r->manifest, "argv"), *arg;
	char *item = NULL;
	double seconds;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		char *value = results_text(r->manifest, keys[i][1], "unknown");

		text_add(&item, "%s %s", keys[i][0], value);
		free(value);
	}
	if (results_num(r->manifest, "wall_seconds", &seconds))
		text_add(&item, ", %.0f s", seconds);
	page_item(p, "%s", item);
	free(item);
	item = NULL;
	json_array_foreach(argv, i, arg)
	{
		text_add(&item, "%s%s", i ? " " : "",
			 json_is_string(arg) ? json_string_value(arg) : "?");
	}
	if (item)
		page_item(p, "Command: `%s`", item);
	free(item);
}

/* Is there a cell whose instructions were counted? A damaged folder's are taken for such. */
static bool header_counts_insns(const struct results *r)
{
	bool other = false;

	for (size_t i = 0; i < r->nr_cells; i++) {
		char *profile = results_text(r->cells[i].record, "profile", "exact");
		bool exact = !strcmp(profile, "exact");

		free(profile);
		if (exact)
			return true;
		other = true;
	}
	return !other;
}

void header_fill(const struct results *r, struct page *p)
{
	if (r->nr_sampled && !r->nr_cells)
		page_item(p, "Class: **sampled**, times on the kernel of the machine that ran: median with "
			     "a 95 %% bootstrap interval. They belong to that machine.");
	else if (!header_counts_insns(r))
		page_item(p, "Class: **exact**, things counted one by one, and no instructions among them.");
	else
		page_item(p, "Class: **exact**, instructions counted one by one. They rank work, not time: "
		     "there are no caches, TLBs, branch prediction, IPIs or contention here.");
	header_run(r, p);
	header_cells(r, p);
	header_machines(r, p);
	page_table(p, header_kernels(r));
}
