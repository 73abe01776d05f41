// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle - tables of what it takes to have a collector at all.
 *
 * Steps are printed in thousands of instructions: they repeat to about one part in a thousand, so the last
 * digits would say nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/lifecycle.h"

const char *const life_step_names[LIFE_STEP_NAMES] = { "load", "attach", "detach", "unload" };
const char *const life_arms[] = { "kmod", "ebpf", NULL };

static bool life_is(const struct result_cell *c, const char *kernel)
{
	return !strcmp(c->experiment, LIFE_EXPERIMENT) && (!kernel || !strcmp(c->kernel, kernel));
}

static bool life_has(const struct results *r, const char *kernel, const char *collector, const struct mech *m)
{
	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];

		if (life_is(c, kernel) && !strcmp(c->collector, collector) && !strcmp(c->arm, m->arm) &&
		    !strcmp(c->hook, m->hook) && !strcmp(c->mech, m->name))
			return true;
	}
	return false;
}

size_t life_rows(const struct results *r, const char *kernel, const char *collector, struct life_row **rows)
{
	size_t n = 0;

	*rows = NULL;
	for (const struct hook *h = hooks; h->name; h++)
		for (const struct collector *const *c = collectors; *c; c++)
			for (const struct mech *m = mechs; m->name; m++) {
				if (strcmp(m->hook, h->name) || (collector && strcmp((*c)->name, collector)) ||
				    !life_has(r, kernel, (*c)->name, m))
					continue;
				*rows = mem_grow(*rows, n + 1, sizeof(**rows));
				(*rows)[n++] = (struct life_row){ (*c)->name, { m->hook, m->arm, m->name } };
			}
	return n;
}

static const struct result_cell *life_find(const struct results *r, const char *kernel, const char *collector,
					   const struct side *s, const char *step)
{
	for (size_t i = 0; i < r->nr_cells; i++) {
		const struct result_cell *c = &r->cells[i];
		char *is;
		bool found;

		if (!life_is(c, kernel) || strcmp(c->collector, collector) || strcmp(c->arm, s->arm) ||
		    strcmp(c->hook, s->hook) || strcmp(c->mech, s->mech))
			continue;
		is = cell_key(c->name, "step");
		found = is && !strcmp(is, step);
		free(is);
		if (found)
			return c;
	}
	return NULL;
}

const struct result_cell *life_cell(const struct results *r, const char *kernel, const struct life_row *row,
				    const char *step)
{
	return life_find(r, kernel, row->collector, &row->side, step);
}

const struct result_cell *life_build(const struct results *r, const char *kernel, const char *collector,
				     const char *arm)
{
	return life_find(r, kernel, collector, &(struct side){ "none", arm, "none" }, "build");
}

bool life_value(const struct result_cell *c, const char *metric, s64 *value)
{
	char *path = str_fmt("metrics.%s.value", metric);
	bool have = c && c->outcome == OUTCOME_OK && results_int(c->record, path, value);

	free(path);
	return have;
}

const char *life_word(const struct result_cell *c)
{
	return !c ? "not run" : c->outcome == OUTCOME_OK ? "-" : outcome_name(c->outcome);
}

static void put_value(struct table *t, const struct result_cell *c, const char *metric, s64 unit)
{
	s64 value;

	if (life_value(c, metric, &value))
		table_put(t, "%lld", (long long)stats_div_round(value, unit));
	else
		table_put(t, "%s", life_word(c));
}

static struct table *life_table(const struct results *r, const struct result_kernel *k, const char *name,
				const char *title, const char *heads)
{
	return table_new(str_fmt("%s-%s", name, k->label), str_fmt("%s, Linux %s", title, k->label),
			 results_provenance_of(r, LIFE_EXPERIMENT, k), heads);
}

static void put_row(struct table *t, const struct life_row *row)
{
	table_put(t, "%s", row->collector);
	table_put(t, "%s", row->side.hook);
	table_put(t, "%s", arm_text(row->side.arm));
	table_put(t, "%s", row->side.mech);
}

bool life_sum(const struct results *r, const char *kernel, const struct life_row *row, const char *metric, s64 *sum)
{
	*sum = 0;
	for (size_t i = 0; i < ARRAY_SIZE(life_step_names); i++) {
		s64 value;

		if (!life_value(life_cell(r, kernel, row, life_step_names[i]), metric, &value))
			return false;
		*sum += value;
	}
	return true;
}

/* Load, attach, detach, unload and their sum, of @metric. */
static struct table *life_each(const struct results *r, const struct result_kernel *k, const char *collector,
			       const char *name, const char *title, const char *metric, s64 unit)
{
	struct table *t = life_table(r, k, name, title,
				     "collector,hook,arm,mechanism,#load,#attach,#detach,#unload,#sum");
	struct life_row *rows;
	size_t n = life_rows(r, k->release, collector, &rows);
	s64 sum;

	for (size_t i = 0; i < n; i++) {
		put_row(t, &rows[i]);
		for (size_t s = 0; s < ARRAY_SIZE(life_step_names); s++)
			put_value(t, life_cell(r, k->release, &rows[i], life_step_names[s]), metric, unit);
		if (life_sum(r, k->release, &rows[i], metric, &sum))
			table_put(t, "%lld", (long long)stats_div_round(sum, unit));
		else
			table_put(t, "-");
	}
	free(rows);
	return t;
}

struct table *life_steps(const struct results *r, const struct result_kernel *k, const char *collector)
{
	return life_each(r, k, collector, collector ? "life" : "lives",
			 "Thousands of instructions of the loader, by step", "insn", 1000);
}

struct table *life_others(const struct results *r, const struct result_kernel *k)
{
	return life_each(r, k, NULL, "life-others",
			 "Thousands of instructions of other tasks while the loader waited, by step", "others_insn",
			 1000);
}

struct table *life_calls(const struct results *r, const struct result_kernel *k)
{
	return life_each(r, k, NULL, "life-calls", "System calls, by step", "syscalls", 1);
}

struct table *life_loading(const struct results *r, const struct result_kernel *k)
{
	static const char *const parts[] = { "open_insn", "verify_insn", "jit_insn", "btf_insn", "maps_insn",
					     "read_insn", "resolve_insn", "relocate_insn", "sysfs_insn" };
	struct table *t = life_table(r, k, "life-loading", "Loading in parts, in thousands of instructions",
				     "collector,hook,arm,mechanism,#all,#open,#verify,#JIT,#BTF,#maps,"
				     "#read file,#symbols,#relocate,#sysfs");
	struct life_row *rows;
	size_t n = life_rows(r, k->release, NULL, &rows);

	for (size_t i = 0; i < n; i++) {
		const struct result_cell *c = life_cell(r, k->release, &rows[i], "load");

		put_row(t, &rows[i]);
		put_value(t, c, "insn", 1000);
		for (size_t p = 0; p < ARRAY_SIZE(parts); p++)
			put_value(t, c, parts[p], 1000);
	}
	free(rows);
	return t;
}

/* A count of "held", which is no metric; 0 is not recorded. */
static void put_held(struct table *t, const struct result_cell *c, const char *key)
{
	char *path = str_fmt("held.%s", key);
	s64 value = 0;

	results_int(c ? c->record : NULL, path, &value);
	if (!c || c->outcome != OUTCOME_OK)
		table_put(t, "%s", life_word(c));
	else
		table_put(t, value ? "%lld" : "-", (long long)value);
	free(path);
}

struct table *life_held(const struct results *r, const struct result_kernel *k)
{
	static const char *const keys[] = { "module_bytes", "percpu_bytes", "prog_bytes", "jited_bytes",
					    "map_bytes", "btf_bytes", "vmalloc_bytes", "fds", "verified_insns",
					    "verifier_states" };
	struct table *t = life_table(r, k, "life-held", "Held while attached: bytes, and what the verifier did",
				     "collector,hook,arm,mechanism,#module,#per-CPU,#programs,#JIT-ed,#maps,#BTF,"
				     "#virtual areas,#descriptors,#verified insns,#states");
	struct life_row *rows;
	size_t n = life_rows(r, k->release, NULL, &rows);

	for (size_t i = 0; i < n; i++) {
		const struct result_cell *c = life_cell(r, k->release, &rows[i], "hold");

		put_row(t, &rows[i]);
		for (size_t p = 0; p < ARRAY_SIZE(keys); p++)
			put_held(t, c, keys[p]);
	}
	free(rows);
	return t;
}

static void put_time(struct table *t, const struct result_cell *c)
{
	double value, lo, hi;

	if (c && results_num(c->record, "metrics.build_cpu_ms.value", &value) &&
	    json_array_size(results_at(c->record, "metrics.build_cpu_ms.ci")) == 2) {
		const json_t *ci = results_at(c->record, "metrics.build_cpu_ms.ci");

		lo = json_number_value(json_array_get(ci, 0));
		hi = json_number_value(json_array_get(ci, 1));
		table_put(t, "%.0f (%.0f to %.0f)", value, lo, hi);
	} else {
		table_put(t, "%s", life_word(c));
	}
}

struct table *life_built(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("life-built-%s", k->label),
				    str_fmt("Built from nothing: the object, and what must be there, Linux %s", k->label),
				    str_fmt("Class exact: bytes and packages of the host that built, counted. Linux %s",
					    k->release),
				    "collector,arm,#object bytes,#loaded bytes,#tools MiB,#packages,"
				    "#kernel headers MiB");

	for (const struct collector *const *col = collectors; *col; col++)
		for (const char *const *arm = life_arms; *arm; arm++) {
			const struct result_cell *c = life_build(r, k->release, (*col)->name, *arm);

			if (!c)
				continue;
			table_put(t, "%s", (*col)->name);
			table_put(t, "%s", arm_text(*arm));
			put_value(t, c, "object_bytes", 1);
			put_value(t, c, "loaded_bytes", 1);
			put_value(t, c, "toolchain_bytes", 1 << 20);
			put_value(t, c, "toolchain_packages", 1);
			put_value(t, c, "headers_bytes", 1 << 20);
		}
	return t;
}

char *life_build_provenance(const struct results *r, const struct result_kernel *k)
{
	char *model = results_text(r->host, "cpu_model", "unknown"), *text;

	text = str_fmt("Class sampled: median of six builds, on the machine that built. Host CPU %s, headers of Linux %s", model, k->release);
	free(model);
	return text;
}

struct table *life_build_times(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_fmt("life-buildtime-%s", k->label),
				    str_fmt("Milliseconds of processor time to build from nothing: median (95 %% interval), "
					    "Linux %s", k->label),
				    life_build_provenance(r, k), "collector,#module,#eBPF");

	for (const struct collector *const *col = collectors; *col; col++) {
		bool any = false;

		for (const char *const *arm = life_arms; *arm; arm++)
			any |= life_build(r, k->release, (*col)->name, *arm) != NULL;
		if (!any)
			continue;
		table_put(t, "%s", (*col)->name);
		for (const char *const *arm = life_arms; *arm; arm++)
			put_time(t, life_build(r, k->release, (*col)->name, *arm));
	}
	return t;
}
