// SPDX-License-Identifier: GPL-2.0-only
/*
 * effort - lines, interfaces, tools and time, by side; and what the next kernel costs.
 */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "registry.h"
#include "report/bars.h"
#include "report/chapter.h"
#include "report/cost.h"
#include "report/faults.h"

#define EFFORT_EXPERIMENT "effort"
#define EFFORT_PICTURE	  "effort-lines"
#define EFFORT_LEAD	  "count"
#define EFFORT_SAFETY	  "safety" /* the folder beside this one that says how mistakes end */

static const char *const effort_arms[] = { "kmod", "ebpf" };

static const struct result_cell *effort_cell(const struct results *r, const char *kernel, const char *collector,
					     const char *arm)
{
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++)
		if (!strcmp(c->experiment, EFFORT_EXPERIMENT) && !strcmp(c->kernel, kernel) &&
		    !strcmp(c->collector, collector) && !strcmp(c->arm, arm))
			return c;
	return NULL;
}

/* -1: not measured. */
static double effort_value(const struct result_cell *c, const char *metric)
{
	char *path = str_fmt("metrics.%s.value", metric);
	double value = -1;

	if (c)
		results_num(c->record, path, &value);
	free(path);
	return value;
}

/* Takes the metric in units of @unit, with @digits behind the point. */
static void effort_put(struct table *t, const struct result_cell *c, const char *metric, double unit, int digits)
{
	double value = effort_value(c, metric);

	if (value < 0)
		table_put(t, "-");
	else
		table_put(t, "%.*f", digits, value / unit);
}

/* The newest kernel that has cells of this experiment, or NULL. */
static const struct result_kernel *effort_newest(const struct results *r)
{
	for (size_t i = r->nr_kernels; i; i--)
		for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++)
			if (!strcmp(c->experiment, EFFORT_EXPERIMENT) && !strcmp(c->kernel, r->kernels[i - 1].release))
				return &r->kernels[i - 1];
	return NULL;
}

static const struct {
	const char *metric, *head;
	double unit;
	int digits;
} effort_columns[] = {
	{ "own_lines", "own", 1, 0 },		 { "contract_lines", "contract", 1, 0 },
	{ "frame_lines", "frame", 1, 0 },	 { "compat_lines", "compat", 1, 0 },
	{ "loader_lines", "loader", 1, 0 },	 { "interfaces", "interfaces", 1, 0 },
	{ "concepts", "concepts", 1, 0 },
	{ "first_event_guest_ns", "first event", 1e3, 0 },
};

static struct table *effort_collectors(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(str_dup("effort-collectors"),
				    str_fmt("Lines of code, interfaces and concepts of the kernel, µs of the guest's clock to the first "
					    "event: Linux %s", k->label), str_dup(""), "collector,side");

	for (size_t i = 0; i < ARRAY_SIZE(effort_columns); i++)
		table_column(t, true, effort_columns[i].head);
	for (const struct collector *const *col = collectors; *col; col++)
		for (size_t a = 0; a < ARRAY_SIZE(effort_arms); a++) {
			const struct result_cell *c = effort_cell(r, k->release, (*col)->name, effort_arms[a]);

			if (!c)
				continue;
			table_put(t, "%s", (*col)->name);
			table_put(t, "%s", arm_text(effort_arms[a]));
			for (size_t i = 0; i < ARRAY_SIZE(effort_columns); i++)
				effort_put(t, c, effort_columns[i].metric, effort_columns[i].unit,
					   effort_columns[i].digits);
		}
	return t;
}

/* What a kernel asks for before the lead collector can be built for it. */
static struct table *effort_repair(const struct results *r)
{
	static const struct {
		const char *metric, *head;
		double unit;
		int digits;
	} columns[] = {
		{ "build_cpu_ms", "#build s", 1e3, 1 },
		{ "headers_download_bytes", "#headers MB to download", 1e6, 1 },
		{ "headers_bytes", "#on disk", 1e6, 1 },
		{ "toolchain_download_bytes", "#tools MB to download", 1e6, 1 },
		{ "toolchain_bytes", "#on disk", 1e6, 1 },
		{ "toolchain_packages", "#packages", 1, 0 },
	};
	struct table *t = table_new(str_dup("effort-kernels"),
				    str_dup("What a kernel costs before `" EFFORT_LEAD "` is built for it"), str_dup(""),
				    "kernel,side");

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_column(t, true, columns[i].head + 1);
	table_column(t, false, "again for the next kernel");
	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++)
		for (size_t a = 0; a < ARRAY_SIZE(effort_arms); a++) {
			const struct result_cell *c = effort_cell(r, k->release, EFFORT_LEAD, effort_arms[a]);

			if (!c)
				continue;
			table_put(t, "%s", k->label);
			table_put(t, "%s", arm_text(effort_arms[a]));
			for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
				effort_put(t, c, columns[i].metric, columns[i].unit, columns[i].digits);
			table_put(t, a ? "nothing: built once" : "headers and build; tools if its compiler is another one");
		}
	return t;
}

/* All names of the lead collector's objects: too many for the field of a table. */
static void effort_list(const struct results *r, const struct result_kernel *k, const char *member, const char *quote,
			struct page *p)
{
	for (size_t a = 0; a < ARRAY_SIZE(effort_arms); a++) {
		const struct result_cell *c = effort_cell(r, k->release, EFFORT_LEAD, effort_arms[a]);
		char *text = NULL;
		json_t *name;
		size_t i;

		if (!c)
			continue;
		json_array_foreach(json_object_get(c->record, member), i, name)
			text_add(&text, "%s%s%s%s", i ? ", " : "", quote, json_string_value(name), quote);
		page_text(p, "%s: %s", arm_text(effort_arms[a]),
			  text ? text : "none: no helper, no kernel function, no field");
		free(text);
	}
}

/* As Debian boots it, if that folder tried it so; else with the kernel's checks on. */
static enum fault_profile effort_profile(const struct results *safety, const char *kernel)
{
	return faults_count(safety, kernel, NR_FAULT_CLASSES, PROFILE_STOCK, SIDE_KMOD).all ? PROFILE_STOCK :
											       PROFILE_DETECT;
}

/* How mistakes ended, from the folder beside this one; NULL: there is none that can be read. */
static struct table *effort_crashes(const struct results *r)
{
	char *dir = str_fmt("%s/../" EFFORT_SAFETY, r->dir), *cells = str_fmt("%s/cells.jsonl", dir);
	const struct result_kernel *k;
	struct results safety;
	struct table *t = NULL;

	if (file_exists(cells) && !results_load(dir, &safety)) {
		k = safety.nr_kernels ? &safety.kernels[safety.nr_kernels - 1] : NULL;
		if (k) {
			enum fault_profile p = effort_profile(&safety, k->release);

			t = table_new(str_dup("effort-mistakes"),
				      str_fmt("How the mistakes of `" EFFORT_SAFETY "` ended, Linux %s (%s)", k->label,
					      fault_profile_names[p]),
				      faults_provenance(&safety, k), "what became of it,#module,#eBPF");
			for (int g = 0; g < NR_FATE_GROUPS; g++) {
				table_put(t, "%s", fate_groups[g].name);
				for (int s = 0; s < NR_SIDES; s++)
					table_put(t, "%zu", faults_count(&safety, k->release, NR_FAULT_CLASSES, p,
									 (enum fault_side)s).of[g]);
			}
		}
		results_free(&safety);
	}
	free(cells);
	free(dir);
	return t;
}

static void effort_bars(const struct results *r, const struct result_kernel *k, struct bars *b)
{
	static const char *const parts[] = { "own_lines", "contract_lines", "frame_lines", "compat_lines",
					     "loader_lines" };

	for (const struct collector *const *col = collectors; *col; col++) {
		if (!effort_cell(r, k->release, (*col)->name, "kmod") &&
		    !effort_cell(r, k->release, (*col)->name, "ebpf"))
			continue;
		bars_add(b, str_dup((*col)->name), true);
		for (size_t a = 0; a < ARRAY_SIZE(effort_arms); a++) {
			const struct result_cell *c = effort_cell(r, k->release, (*col)->name, effort_arms[a]);
			struct bars_row *row = bars_add(b, str_dup(arm_text(effort_arms[a])), false);
			double sum = 0;

			for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
				double lines = effort_value(c, parts[i]);

				row->part[i] = lines > 0 ? lines : 0;
				sum += row->part[i];
			}
			row->text = sum > 0 ? str_fmt("%.0f", sum) : str_dup("-");
		}
	}
}

static void effort_open(struct chapter_run *c)
{
	const struct result_kernel *k = effort_newest(c->r);
	struct bars b = { .name = EFFORT_PICTURE,
			  .title = "Lines of code behind a collector",
			  .parts = { "own", "contract", "frame", "compat", "loader" } };
	bool *drawn = c->own = mem_alloc(1, sizeof(*drawn));

	if (k)
		effort_bars(c->r, k, &b);
	*drawn = b.nr_rows && bars_draw(c, &b, "Own: of this collector and side. Contract: shared by both sides. Frame, compat "
					       "(kernels differ) and loader: shared by all collectors of a side.");
	bars_free(&b);
}

static char *effort_sentence(const struct results *r)
{
	const struct result_kernel *k = effort_newest(r);
	const struct result_cell *kmod = k ? effort_cell(r, k->release, EFFORT_LEAD, "kmod") : NULL;
	const struct result_cell *ebpf = k ? effort_cell(r, k->release, EFFORT_LEAD, "ebpf") : NULL;

	if (!kmod || !ebpf)
		return str_dup("This folder does not have both sides of `" EFFORT_LEAD "`.");
	return str_fmt("`" EFFORT_LEAD "` has %.0f lines of its own as a module and %.0f as an eBPF program; the module's frame "
		       "has %.0f and %.0f more because kernels differ, the program's %.0f and %.0f; the code that loads them has %.0f and "
		       "%.0f. The module asks the kernel for %.0f symbols by name; helpers, functions and fields that the program "
		       "asks for: %.0f. Building the module for Linux %s takes %.1f s, %.0f MB of headers and %.0f MB of tools, and again "
		       "for every kernel; building the program takes %.1f s and %.0f MB of tools, once.",
		       effort_value(kmod, "own_lines"), effort_value(ebpf, "own_lines"), effort_value(kmod, "frame_lines"),
		       effort_value(kmod, "compat_lines"), effort_value(ebpf, "frame_lines"),
		       effort_value(ebpf, "compat_lines"), effort_value(kmod, "loader_lines"),
		       effort_value(ebpf, "loader_lines"), effort_value(kmod, "interfaces"),
		       effort_value(ebpf, "interfaces"), k->label, effort_value(kmod, "build_cpu_ms") / 1e3,
		       effort_value(kmod, "headers_bytes") / 1e6, effort_value(kmod, "toolchain_bytes") / 1e6,
		       effort_value(ebpf, "build_cpu_ms") / 1e3, effort_value(ebpf, "toolchain_bytes") / 1e6);
}

static char *effort_headline(const struct results *r)
{
	char *sentence = effort_sentence(r);
	char *text = str_fmt("%s\n\n![Lines of code behind each collector](plots/" EFFORT_PICTURE ".svg)\n", sentence);

	free(sentence);
	return text;
}

static void effort_answer(struct chapter_run *c, struct page *p)
{
	char *sentence = effort_sentence(c->r);

	page_text(p, "%s", sentence);
	free(sentence);
	page_table(p, effort_repair(c->r));
	if (*(bool *)c->own)
		page_picture(p, str_dup(EFFORT_PICTURE), str_dup("Lines of code behind each collector, by side."));
}

static void effort_body(struct chapter_run *c, struct page *p)
{
	const struct result_kernel *k = effort_newest(c->r);
	struct table *crashes = effort_crashes(c->r);

	if (k) {
		page_heading(p, 2, "Lines, interfaces, concepts");
		page_table(p, effort_collectors(c->r, k));
		page_text(p, "What the objects of `" EFFORT_LEAD "` ask the kernel for, Linux %s:", k->label);
		effort_list(c->r, k, "interfaces", "`", p);
		page_text(p, "The mechanisms of the kernel behind these, and behind the sections and maps of the program:");
		effort_list(c->r, k, "concepts", "", p);
	}
	page_heading(p, 2, "Crashes while it is being written");
	if (crashes)
		page_table(p, crashes);
	else
		page_text(p, "There is no folder `" EFFORT_SAFETY "` beside this one, so nothing is said of how mistakes end.");
}

static void effort_close(struct chapter_run *c)
{
	free(c->own);
}

static const char effort_limits[] =
	"Lines are a poor measure of effort and easy to compare: both sides are written to the same contract by the same rules. "
	"Shared lines are paid once, by whoever writes the first collector. Build times are processor time of the host that "
	"measured, one job. Sizes of tools are what the distribution's packages need beyond its essential ones, with all that "
	"they depend on. Time spent on installing is not measured: it is that of a network and a disk. The guest's clock "
	"advances by a nanosecond an instruction and while it waits: it says what a loader waits for, not how fast it is.";

static const struct chapter_output effort_outputs[] = {
	{ "tables/", "effort-*", OUTPUT_TABLE },
	{ "plots/", EFFORT_PICTURE, OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_effort = {
	.outputs = effort_outputs,
	.open = effort_open,
	.answer = effort_answer,
	.body = effort_body,
	.limits = effort_limits,
	.headline = effort_headline,
	.close = effort_close,
};
