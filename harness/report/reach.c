// SPDX-License-Identifier: GPL-2.0-only
/*
 * reach - what each side can call and attach to, kernel by kernel, and what it must be allowed to do.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/chapter.h"
#include "report/cost.h"
#include "report/geometry.h"
#include "report/lines.h"
#include "report/reach.h"
#include "vm/apt.h"

#define REACH_PICTURE	 "reach"

const char *const reach_arms[REACH_ARMS] = { "kmod", "ebpf" };

const struct result_cell *reach_cell(const struct results *r, const char *kernel, const char *boot, const char *arm)
{
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		char *word;
		bool is;

		if (strcmp(c->experiment, REACH_EXPERIMENT) || strcmp(c->kernel, kernel) || strcmp(c->arm, arm))
			continue;
		word = cell_key(c->name, "boot");
		is = word && !strcmp(word, boot);
		free(word);
		if (is)
			return c;
	}
	return NULL;
}

/* -1: not in this folder, or the kernel did not tell. */
static s64 reach_value(const struct results *r, const char *kernel, const char *arm, const char *metric)
{
	const struct result_cell *c = reach_cell(r, kernel, "stock", arm);
	char *path = str_fmt("metrics.%s.value", metric);
	s64 value = -1;

	if (c)
		results_int(c->record, path, &value);
	free(path);
	return value;
}

/* What is shown, in this order; what has a name for the picture is drawn. */
static const struct {
	const char *arm, *metric, *what, *drawn;
	enum bar_arm color;
	bool attach;
} reach_rows[] = {
	{ "kmod", "exported_symbols", "symbols that the kernel exports", NULL, BAR_OTHER, false },
	{ "kmod", "exported_gpl", "of these, for modules under the GPL only", NULL, BAR_OTHER, false },
	{ "kmod", "exported_functions", "of these, functions that it can call", "exported functions", BAR_MODULE, false },
	{ "kmod", "exported_by_modules", "symbols of the distribution's modules beside", NULL, BAR_OTHER, false },
	{ "ebpf", "helpers", "helpers that it can call", "helpers", BAR_EBPF, false },
	{ "ebpf", "kfuncs", "kfuncs that it can call", "kfuncs", BAR_EBPF, false },
	{ "ebpf", "program_types", "types of programs", "program types", BAR_EBPF, false },
	{ "ebpf", "map_types", "types of maps", "map types", BAR_EBPF, false },
	{ "both", "functions", "functions of the kernel image", NULL, BAR_OTHER, true },
	{ "both", "kprobe_functions", "of these, open to kprobes", "kprobe, both", BAR_OTHER, true },
	{ "both", "ambiguous_names", "names that several functions have", NULL, BAR_OTHER, true },
	{ "kmod", "ftrace_functions", "functions open to ftrace", "ftrace", BAR_MODULE, true },
	{ "ebpf", "fentry_functions", "of these, with types: fentry", "fentry", BAR_EBPF, true },
	{ "kmod", "tracepoints", "tracepoints", NULL, BAR_OTHER, true },
	{ "ebpf", "tracepoints", "tracepoints for raw_tp and tp_btf", "tracepoints", BAR_EBPF, true },
};

static s64 reach_row_value(const struct results *r, const char *kernel, size_t row)
{
	const char *arm = reach_rows[row].arm;
	s64 value = reach_value(r, kernel, strcmp(arm, "both") ? arm : "kmod", reach_rows[row].metric);

	return value < 0 && !strcmp(arm, "both") ? reach_value(r, kernel, "ebpf", reach_rows[row].metric) : value;
}

struct table *reach_new(const struct results *r, const char *name, char *title, const char *heads, bool numeric)
{
	struct table *t = table_new(str_dup(name), title, str_dup(""), heads);

	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++)
		table_column(t, numeric, k->label);
	return t;
}

static struct table *reach_numbers(const struct results *r)
{
	struct table *t = reach_new(r, "reach-numbers", str_dup("What each side can call and attach to"), "side,what", true);

	for (size_t i = 0; i < ARRAY_SIZE(reach_rows); i++) {
		table_put(t, "%s", strcmp(reach_rows[i].arm, "both") ? arm_text(reach_rows[i].arm) : "both");
		table_put(t, "%s", reach_rows[i].what);
		for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
			s64 value = reach_row_value(r, k->release, i);

			table_put(t, value < 0 ? "-" : "%lld", (long long)value);
		}
	}
	return t;
}

static void reach_config_rows(const struct results *r, const char *arm, struct table *t)
{
	const struct result_cell *first = NULL;
	const char *option;
	json_t *value;

	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels && !first; k++)
		first = reach_cell(r, k->release, "stock", arm);
	json_object_foreach(first ? json_object_get(first->record, "config") : NULL, option, value) {
		table_put(t, "%s", arm_text(arm));
		table_put(t, "`%s`", option);
		for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
			const struct result_cell *c = reach_cell(r, k->release, "stock", arm);

			table_put(t, "%s", c ? reach_text(json_object_get(c->record, "config"), option) : "-");
		}
	}
}

static struct table *reach_config(const struct results *r)
{
	struct table *t = reach_new(r, "reach-config",
				    str_dup("Options that the mechanisms need, as Debian's kernels have them"),
				    "side,option", false);

	for (size_t a = 0; a < ARRAY_SIZE(reach_arms); a++)
		reach_config_rows(r, reach_arms[a], t);
	return t;
}

/* A type's numbers on @kernel: "80 + 89", helpers and kfuncs. */
static char *reach_type(const struct results *r, const char *kernel, const char *type)
{
	const struct result_cell *c = reach_cell(r, kernel, "stock", "ebpf");
	const json_t *one = c ? json_object_get(json_object_get(json_object_get(c->record, "bpf"), "program_types"),
						type) : NULL;

	if (!one)
		return str_dup("-");
	return str_fmt("%lld + %lld", (long long)json_integer_value(json_object_get(one, "helpers")),
		       (long long)json_integer_value(json_object_get(one, "kfuncs")));
}

static struct table *reach_types(const struct results *r)
{
	struct table *t = reach_new(r, "reach-types", str_dup("Helpers + kfuncs, by type of program"), "program type", false);
	json_t *seen = json_object(), *value;
	const char *type;

	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
		const struct result_cell *c = reach_cell(r, k->release, "stock", "ebpf");

		json_object_foreach(c ? json_object_get(json_object_get(c->record, "bpf"), "program_types") : NULL, type,
				    value)
			json_object_set_new(seen, type, json_true());
	}
	json_object_foreach(seen, type, value) {
		table_put(t, "%s", type);
		for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++)
			table_take(t, reach_type(r, k->release, type));
	}
	json_decref(seen);
	return t;
}

/* A flavour beside that for VMs, where that is in the folder too: its numbers are no step between versions. */
static bool reach_beside(const struct results *r, const struct result_kernel *k)
{
	const struct result_kernel *o = r->kernels;

	while (o < r->kernels + r->nr_kernels && apt_flavour_of(o->release) != apt_flavours)
		o++;
	return o < r->kernels + r->nr_kernels && apt_flavour_of(k->release) != apt_flavours;
}

#define REACH_CAPTION "Blue: module. Orange: eBPF. Pink: both. Solid: what it can call or make. Dashed: what it can attach " \
		      "to. Kernels as Debian boots them."

static void reach_open(struct chapter_run *c)
{
	const struct results *r = c->r;
	struct lines l = { .name = REACH_PICTURE, .title = "What each side reaches (logarithmic)" };
	bool *drawn = c->own = mem_alloc(1, sizeof(*drawn)), beside = false;

	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
		lines_place(&l, str_dup(k->label), reach_beside(r, k));
		beside |= reach_beside(r, k);
	}
	for (size_t i = 0; i < ARRAY_SIZE(reach_rows); i++) {
		struct line *line;

		if (!reach_rows[i].drawn)
			continue;
		line = lines_add(&l, str_dup(reach_rows[i].drawn), arm_color(reach_rows[i].color), reach_rows[i].attach);
		for (size_t k = 0; k < r->nr_kernels; k++)
			line->at[k] = reach_row_value(r, r->kernels[k].release, i);
	}
	*drawn = r->nr_kernels > 1 &&
		 lines_draw(c, &l, beside ? REACH_CAPTION " Rings: other flavours." : REACH_CAPTION);
	lines_free(&l);
}

/* The answer, of the newest kernel that both sides were asked about; caller frees. */
static char *reach_sentence(const struct results *r)
{
	for (size_t i = r->nr_kernels; i; i--) {
		const struct result_kernel *k = &r->kernels[i - 1];
		s64 exported = reach_value(r, k->release, "kmod", "exported_functions");
		s64 helpers = reach_value(r, k->release, "ebpf", "helpers");

		if (exported < 0)
			exported = reach_value(r, k->release, "kmod", "exported_symbols");
		if (exported < 0 || helpers < 0)
			continue;
		return str_fmt("On Linux %s a module can call %lld functions that the kernel exports, eBPF programs %lld helpers "
			       "and %lld kfuncs, no one type of program all of them. Both can put a kprobe on %lld functions; "
			       "fentry reaches up to %lld. A module needs `sys_module`, which is the whole machine; what a "
			       "program needs depends on its hook.", k->label, (long long)exported, (long long)helpers,
			       (long long)reach_value(r, k->release, "ebpf", "kfuncs"),
			       (long long)reach_value(r, k->release, "ebpf", "kprobe_functions"),
			       (long long)reach_value(r, k->release, "ebpf", "fentry_functions"));
	}
	return str_dup("No kernel of this folder was asked what it offers to both sides.");
}

static char *reach_headline(const struct results *r)
{
	char *sentence = reach_sentence(r);
	char *text = str_fmt("%s\n\n![What each side reaches, by kernel](plots/" REACH_PICTURE ".svg)\n", sentence);

	free(sentence);
	return text;
}

static void reach_answer(struct chapter_run *c, struct page *p)
{
	char *sentence = reach_sentence(c->r);

	page_text(p, "%s", sentence);
	free(sentence);
	page_table(p, reach_numbers(c->r));
	if (*(bool *)c->own)
		page_picture(p, str_dup(REACH_PICTURE), str_dup("What each side reaches, by kernel."));
}

static void reach_body(struct chapter_run *c, struct page *p)
{
	page_heading(p, 2, "What it must be allowed to do");
	page_text(p, "Tried by a process that is not root and has the capabilities of the table, no others. Two sets "
		     "are two ways to the same end.");
	page_table(p, reach_privileges(c->r));
	page_table(p, reach_refusals(c->r));
	page_table(p, reach_locked(c->r));
	page_heading(p, 2, "What the kernel must have been built with");
	page_table(p, reach_config(c->r));
	page_heading(p, 2, "What programs can call");
	page_table(p, reach_types(c->r));
}

static void reach_close(struct chapter_run *c)
{
	free(c->own);
}

static const char reach_limits[] =
	"Numbers say how much there is, not whether it is what one needs: most exported functions are for drivers. What is "
	"inlined is neither counted nor reached by anybody. A module may also find functions that are not exported, "
	"by their address; that is not counted. Types of programs that need another program or an operations table (ext, "
	"struct_ops) were not tried. Capabilities are those of the collector `count`: one that reads more files needs more. "
	"Functions open to ftrace and with types may still be refused when a program attaches.";

static const struct chapter_output reach_outputs[] = {
	{ "tables/", "reach-*", OUTPUT_TABLE },
	{ "plots/", REACH_PICTURE, OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_reach = {
	.outputs = reach_outputs,
	.open = reach_open,
	.answer = reach_answer,
	.body = reach_body,
	.limits = reach_limits,
	.headline = reach_headline,
	.close = reach_close,
};
