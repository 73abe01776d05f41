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
#include "report/sampled.h"
#include "report/tables.h"

static void header_outcomes(const struct results *r, const char *kernel, size_t n[4])
{
	memset(n, 0, 4 * sizeof(*n));
	for (size_t i = 0; i < r->nr_cells; i++)
		if (!kernel || !strcmp(r->cells[i].kernel, kernel))
			n[r->cells[i].outcome]++;
}

/* Cells of different accelerators or CPU models must not be subtracted from each other. */
static char *header_identity(const struct results *r, const char *kernel, const char *path)
{
	char *list = results_distinct(r, kernel, path, "unknown"), *marked;

	if (!strchr(list, ','))
		return list;
	marked = str_fmt("**mixed: %s**", list);
	free(list);
	return marked;
}

static void header_kernels(const struct results *r, FILE *out)
{
	struct table *t =
		table_new(str_dup("kernels"), str_dup(""), str_dup(""),
			  "kernel,package,version,accelerator,CPU,CPU model,#ok,#fail,#broken,"
			  "#skip");
	char *text;
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
	text = table_text(t, &table_markdown);
	if (table_rows(t))
		fprintf(out, "%s\n", text);
	free(text);
	table_free(t);
}

/* The mitigations that the CPU model brought with it; they decide what an indirect call costs. */
static void header_mitigations(const json_t *env, FILE *out)
{
	json_t *all = (json_t *)results_at(env, "vulnerabilities"), *value;
	const char *name, *comma = "";

	json_object_foreach(all, name, value) {
		const char *state = json_string_value(value);

		if (!state || !strcmp(state, "Not affected"))
			continue;
		fprintf(out, "%s%s (%s)", *comma ? comma : "; mitigations: ", name, state);
		comma = ", ";
	}
}

/* The named keys of @env that are there, as "name `value`, ..."; false if none is. */
static bool header_keys(const json_t *env, FILE *out, const char *lead, const char *const keys[][2])
{
	const char *before = lead;

	for (; (*keys)[0]; keys++) {
		char *value = results_text(env, (*keys)[1], NULL);

		if (value)
			fprintf(out, "%s %s `%s`", before, (*keys)[0], value);
		before = value ? "," : before;
		free(value);
	}
	return before != lead;
}

static void header_machines(const struct results *r, FILE *out)
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

	if (header_keys(r->host, out, "* Built and run with:", tools))
		fprintf(out, "\n");
	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
		char *lead = str_fmt("* %s %s:", sampled_is(r) ? "Host" : "Guest", k->label);

		if (header_keys(k->env, out, lead, guest)) {
			header_mitigations(k->env, out);
			fprintf(out, "\n");
		}
		free(lead);
	}
}

static void header_member(const struct results *r, FILE *out, const char *what, const char *key)
{
	char *value = results_text(r->manifest, key, "unknown");

	fprintf(out, "%s%s", what, value);
	free(value);
}

static void header_cells(const struct results *r, FILE *out)
{
	const char *comma = "";
	s64 planned;
	size_t n[4];

	header_outcomes(r, NULL, n);
	fprintf(out, "* Cells: ");
	for (size_t i = 0; i < ARRAY_SIZE(n); i++, comma = ", ")
		fprintf(out, "%s%zu %s", comma, n[i], outcome_name((enum outcome)i));
	if (results_int(r->manifest, "planned", &planned) && (s64)r->nr_cells != planned)
		fprintf(out, "; **%lld were planned**", (long long)planned);
	if (json_is_false(results_at(r->manifest, "complete")))
		fprintf(out, "; **the run is incomplete**");
	fprintf(out, "\n");
}

void header_write(const struct results *r, FILE *out)
{
	json_t *argv = (json_t *)results_at(r->manifest, "argv"), *arg;
	double seconds;
	size_t i;

	fputs(sampled_is(r) ? sampled_class :
	      "* Class: **exact**, instructions counted one by one. They rank work, not time: "
	      "there are no caches, TLBs, branch prediction, IPIs or contention here.\n", out);
	header_member(r, out, "* Run: seed ", "seed");
	header_member(r, out, ", git revision ", "git");
	header_member(r, out, ", repeats ", "repeats");
	header_member(r, out, ", boots ", "boots");
	header_member(r, out, ", bit-exact ", "bit_exact");
	if (results_num(r->manifest, "wall_seconds", &seconds))
		fprintf(out, ", %.0f s", seconds);
	fprintf(out, "\n");
	if (json_array_size(argv))
		fprintf(out, "* Command: `");
	json_array_foreach(argv, i, arg) {
		fprintf(out, "%s%s", i ? " " : "",
			json_is_string(arg) ? json_string_value(arg) : "?");
	}
	fprintf(out, json_array_size(argv) ? "`\n" : "");
	header_cells(r, out);
	header_machines(r, out);
	fputc('\n', out);
	header_kernels(r, out);
}
