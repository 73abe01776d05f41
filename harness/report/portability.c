// SPDX-License-Identifier: GPL-2.0-only
/*
 * portability - the matrix of artefacts and kernels, and for every word in it the line that decided.
 */
#include <stdlib.h>
#include <string.h>

#include "portability/explain.h"
#include "portability/specimens.h"
#include "registry.h"
#include "report/cost.h"
#include "report/portability.h"

char *port_row(const struct result_cell *c)
{
	char *name = cell_key(c->name, "artefact"), *at = name ? strchr(name, '@') : NULL, *row;

	if (!at || strcmp(at + 1, c->kernel))
		return name;
	row = str_fmt("%.*s@own", (int)(at - name), name);
	free(name);
	return row;
}

/* Which kernel of the folder a row was built for, from 1; 0: the one it is tried on, or none. */
static size_t port_rank(const struct results *r, const char *row)
{
	const char *at = strchr(row, '@');

	for (size_t k = 0; at && k < r->nr_kernels; k++)
		if (!strcmp(at + 1, r->kernels[k].release))
			return k + 1;
	return 0;
}

/* Rows of one artefact next to one another, where the first of them was, by the kernels that they were built for. */
static void port_sort(const struct results *r, char **names, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		char *name = names[i];
		size_t len = strcspn(name, "@"), to = i, at;

		for (size_t j = 0; j < i; j++)
			if (strcspn(names[j], "@") == len && !strncmp(names[j], name, len) &&
			    port_rank(r, names[j]) <= port_rank(r, name))
				to = j + 1;
			else if (to == i && strcspn(names[j], "@") == len && !strncmp(names[j], name, len))
				to = j;
		for (at = i; at > to; at--)
			names[at] = names[at - 1];
		names[to] = name;
	}
}

size_t port_names(const struct results *r, const char *arm, char ***names)
{
	size_t n = 0;

	*names = NULL;
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		char *name = strcmp(c->experiment, PORT_EXPERIMENT) || strcmp(c->arm, arm) ?
				     NULL : port_row(c);
		bool known = !name;

		for (size_t i = 0; i < n; i++)
			known |= name && !strcmp((*names)[i], name);
		if (known) {
			free(name);
			continue;
		}
		*names = mem_grow(*names, n + 1, sizeof(**names));
		(*names)[n++] = name;
	}
	port_sort(r, *names, n);
	return n;
}

char *port_label(const struct results *r, const char *row)
{
	const char *at = strchr(row, '@');

	for (const struct result_kernel *k = r->kernels; at && k < r->kernels + r->nr_kernels; k++)
		if (!strcmp(at + 1, k->release))
			return str_fmt("%.*s@%s", (int)(at - row), row, k->label);
	return str_dup(row);
}

const struct result_cell *port_cell(const struct results *r, const char *kernel, const char *arm,
				    const char *artefact)
{
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		char *name;
		bool is;

		if (strcmp(c->experiment, PORT_EXPERIMENT) || strcmp(c->kernel, kernel) || strcmp(c->arm, arm))
			continue;
		name = port_row(c);
		is = name && !strcmp(name, artefact);
		free(name);
		if (is)
			return c;
	}
	return NULL;
}

const char *port_verdict(const struct result_cell *c)
{
	const char *verdict = c ? json_string_value(json_object_get(c->record, "verdict")) : NULL;

	return verdict ? verdict : c ? outcome_name(c->outcome) : "-";
}

static const char *port_line(const struct result_cell *c)
{
	const char *line = json_string_value(
		json_object_get(json_object_get(c->record, "trial"), "evidence"));

	return line ? line : c->reason;
}

/* A row an artefact, a column a kernel. */
static struct table *port_matrix(const struct results *r, const char *arm)
{
	struct table *t = table_new(str_fmt("portability-%s", arm),
				    str_fmt("What is built once, and the kernels it is tried on: %s", arm_text(arm)),
				    str_dup(""), "artefact");
	char **names;
	size_t n = port_names(r, arm, &names);

	for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++)
		table_column(t, false, k->label);
	for (size_t i = 0; i < n; i++) {
		char *label = port_label(r, names[i]);

		table_put(t, "`%s`", label);
		free(label);
		for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++)
			table_put(t, "%s", port_verdict(port_cell(r, k->release, arm, names[i])));
		free(names[i]);
	}
	free(names);
	return t;
}

/* Every verdict that occurs: how often on each side, what it means, and one line as it was said. */
static struct table *port_meanings(const struct results *r)
{
	struct table *t = table_new(str_dup("portability-verdicts"), str_dup("What the words mean"), str_dup(""),
				    "verdict,#module,#eBPF,meaning,for example");

	for (int fit = 0; fit < NR_FITS; fit++) {
		const struct result_cell *example = NULL;
		unsigned int n[2] = { 0 };

		for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
			if (strcmp(c->experiment, PORT_EXPERIMENT) || strcmp(port_verdict(c), fits[fit].name))
				continue;
			n[!strcmp(c->arm, "ebpf")]++;
			example = example ? example : c;
		}
		if (!example)
			continue;
		table_put(t, "%s", fits[fit].name);
		table_put(t, "%u", n[0]);
		table_put(t, "%u", n[1]);
		table_put(t, "%s", fits[fit].sentence);
		table_put(t, "`%s`", port_line(example));
	}
	return t;
}

/* What is tried beside the collectors, and what its repair took. */
static struct table *port_specimens(const struct results *r)
{
	struct table *t = table_new(str_dup("portability-specimens"), str_dup("What is tried beside the collectors"),
				    str_dup(""), "artefact,side,depends on,#lines of its repair");

	for (const struct specimen *s = specimens; s->name; s++) {
		bool tried = false;
		s64 lines = -1;

		for (size_t i = 0; i < r->nr_cells && lines < 0; i++) {
			char *name = strcmp(r->cells[i].experiment, PORT_EXPERIMENT) || strcmp(r->cells[i].arm, s->arm) ?
					     NULL : cell_key(r->cells[i].name, "artefact");

			if (name && strcspn(name, "@") == strlen(s->name) && str_starts(name, s->name)) {
				tried = true;
				results_int(r->cells[i].record, "metrics.repair_lines.value", &lines);
			}
			free(name);
		}
		if (!tried)
			continue;
		table_put(t, "`%s`", s->name);
		table_put(t, "%s", arm_text(s->arm));
		table_put(t, "%s", s->shows);
		table_put(t, lines < 0 ? "-" : "%lld", (long long)lines);
	}
	return t;
}

/* How many of @arm's cells worked, of how many that were tried on a kernel other than the build's. */
static void port_count(const struct results *r, const char *arm, unsigned int *works, unsigned int *all)
{
	*works = *all = 0;
	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++) {
		char *name = strcmp(c->experiment, PORT_EXPERIMENT) || strcmp(c->arm, arm) ?
				     NULL : cell_key(c->name, "artefact");
		const char *at = name ? strchr(name, '@') : NULL;

		if (name && !(at && !strcmp(at + 1, c->kernel))) {
			++*all;
			*works += !strcmp(port_verdict(c), fits[FIT_WORKS].name);
		}
		free(name);
	}
}

/* How many of @arm's cells came to @fit. */
static unsigned int port_fits(const struct results *r, const char *arm, enum fit fit)
{
	unsigned int n = 0;

	for (const struct result_cell *c = r->cells; c < r->cells + r->nr_cells; c++)
		n += !strcmp(c->experiment, PORT_EXPERIMENT) && !strcmp(c->arm, arm) &&
		     !strcmp(port_verdict(c), fits[fit].name);
	return n;
}

/* "a module in 5 (lost or invented events)": trials of @arm that nobody complained of; caller frees. */
static char *port_wrong(const struct results *r, const char *arm, const char *what)
{
	unsigned int data = port_fits(r, arm, FIT_WRONG_DATA), counts = port_fits(r, arm, FIT_MISCOUNTS);

	if (data && counts)
		return str_fmt("%s in %u (%u reported what is not so, %u lost or invented events)", what, data + counts, data,
			       counts);
	return str_fmt("%s in %u%s", what, data + counts, data ? " (reported what is not so)" :
							 counts ? " (lost or invented events)" : "");
}

/* The answer in two sentences; caller frees. */
static char *port_sentence(const struct results *r)
{
	unsigned int kmod, kmods, ebpf, ebpfs;
	char *ebpf_wrong, *kmod_wrong, *text;

	port_count(r, "kmod", &kmod, &kmods);
	port_count(r, "ebpf", &ebpf, &ebpfs);
	ebpf_wrong = port_wrong(r, "ebpf", "an eBPF object");
	kmod_wrong = port_wrong(r, "kmod", "a module");
	text = str_fmt("On %zu kernels, from %s to %s, %u of %u trials of a module on a kernel that it was not built for "
		       "work, and %u of %u of an eBPF object that was built once. Wrong without a word, of all trials: %s, %s.",
		       r->nr_kernels, r->nr_kernels ? r->kernels[0].label : "-",
		       r->nr_kernels ? r->kernels[r->nr_kernels - 1].label : "-", kmod, kmods, ebpf, ebpfs, ebpf_wrong,
		       kmod_wrong);
	free(ebpf_wrong);
	free(kmod_wrong);
	return text;
}

static char *port_headline(const struct results *r)
{
	char *sentence = port_sentence(r), *text;

	text = str_fmt("%s\n\n![What was built once, and the kernels that it was tried on](plots/" PORT_PICTURE ".svg)\n",
		       sentence);
	free(sentence);
	return text;
}

static void port_answer(struct chapter_run *c, struct page *p)
{
	char *sentence = port_sentence(c->r);

	page_text(p, "%s", sentence);
	free(sentence);
	page_table(p, port_meanings(c->r));
	if (*(bool *)c->own)
		page_picture(p, str_dup(PORT_PICTURE), str_dup("What was built once, and the kernels that it was tried on."));
}

static void port_open(struct chapter_run *c)
{
	bool *drawn = c->own = mem_alloc(1, sizeof(*drawn));

	*drawn = port_map(c);
}

static void port_close(struct chapter_run *c)
{
	free(c->own);
}

static void port_body(struct chapter_run *c, struct page *p)
{
	page_heading(p, 2, "Artefacts and kernels");
	page_table(p, port_specimens(c->r));
	page_table(p, port_matrix(c->r, "kmod"));
	page_table(p, port_matrix(c->r, "ebpf"));
}

static const char port_limits[] =
	"A collector of this project touches little of the kernel: larger programs meet more that has moved. `whoami` "
	"reads three fields and stands for all that read fields. Whether an artefact that works today does so on the "
	"next kernel is not said.";

static const struct chapter_output port_outputs[] = {
	{ "tables/", "portability-*", OUTPUT_TABLE },
	{ "plots/", PORT_PICTURE, OUTPUT_PLOT },
	{ .folder = NULL },
};

const struct chapter chapter_portability = {
	.outputs = port_outputs,
	.open = port_open,
	.answer = port_answer,
	.body = port_body,
	.limits = port_limits,
	.headline = port_headline,
	.close = port_close,
};
