// SPDX-License-Identifier: GPL-2.0-only
/*
 * report - report.md: the question, what the run was, whether the method held, and the answer.
 *
 * The order is deliberate: a reader meets the gates before the numbers that depend on them, and
 * for each kernel the events before the costs. Everything that did not work is listed, in its own
 * words.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "registry.h"
#include "report/header.h"
#include "report/overhead.h"
#include "report/plots.h"
#include "report/report.h"
#include "report/sampled.h"

/* Pictures that could not be drawn must not be linked: an older run's may still lie there. */
struct page {
	const struct results *r;
	FILE *out;
	int err;     /* of tables: fatal */
	int drawing; /* of pictures: reported at the end */
};

/* Print @t as Markdown and keep it as a file too; takes over @t. */
static void page_table(struct page *p, struct table *t)
{
	char *text;

	if (table_rows(t)) {
		text = table_text(t, &table_markdown);
		fprintf(p->out, "%s\n", text);
		free(text);
		if (!p->err)
			p->err = table_save(t, &table_markdown, p->r->dir);
	}
	table_free(t);
}

static void page_csv(struct page *p, struct table *t)
{
	if (!p->err)
		p->err = table_save(t, &table_csv, p->r->dir);
	table_free(t);
}

static void page_gates(struct page *p)
{
	struct gate gates[NR_GATES];
	bool failed = false;

	gates_judge(p->r, gates);
	fprintf(p->out, "## Gates\n\n");
	page_table(p, overhead_gates(gates));
	for (size_t i = 0; i < NR_GATES; i++) {
		failed |= gates[i].verdict == VERDICT_FAIL;
		if (gates[i].nr_exceptions)
			fprintf(p->out, "Exceptions to %s:\n\n", gates[i].name);
		for (size_t k = 0; k < gates[i].nr_exceptions; k++)
			fprintf(p->out, "* %s\n%s", gates[i].exceptions[k],
				k + 1 == gates[i].nr_exceptions ? "\n" : "");
	}
	if (failed)
		fprintf(p->out, "**A gate failed: do not rely on the costs below before that is "
				"explained.**\n\n");
	gates_free(gates);
	fprintf(p->out, "## Resolution\n\n");
	page_table(p, overhead_resolution(p->r));
}

static void page_picture(struct page *p, const struct result_kernel *k, const char *stem,
			 const char *what)
{
	char *from = results_provenance(p->r, k);

	if (p->drawing)
		fprintf(p->out,
			"_No picture %s-%s: gnuplot could not draw it; its data are in "
			"`plots/%s-%s.dat`._\n\n",
			stem, k->label, stem, k->label);
	else
		fprintf(p->out, "![%s](plots/%s-%s.svg)\n\n<sub>%s. %s.</sub>\n\n", what, stem,
			k->label, what, from);
	free(from);
}

static void page_kernel(struct page *p, const struct result_kernel *k)
{
	const char **names;
	size_t nr = workload_names(p->r, k->release, &names);
	unsigned int drawn = 0;
	int err = p->err ? 0 : plots_build(p->r, k, &drawn);

	p->drawing = p->drawing ? p->drawing : err;
	fprintf(p->out, "## Linux %s\n\n", k->label);
	page_table(p, overhead_equivalence(p->r, k));
	for (size_t i = 0; i < nr; i++)
		page_table(p, overhead_added(p->r, k, names[i]));
	if (nr)
		fprintf(p->out,
			"_null_ is the hook with an empty body, _body_ is count - null: what the "
			"counter itself costs.\n\n");
	if (drawn || err)
		page_picture(p, k, "added",
			     "Added instructions per event by hook and arm, count collector");
	if (drawn > 1 || err)
		page_picture(p, k, "ratio",
			     "Instructions per event, eBPF / module, count collector");
	page_table(p, overhead_baseline(p->r, k));
	free(names);
}

/* A reason as recorded, in an indented block, where Markdown leaves every character alone. */
static void page_verbatim(FILE *out, const struct result_cell *c)
{
	fprintf(out, "    %-6s  %s\n            ", outcome_name(c->outcome), c->name);
	for (const char *s = *c->reason ? c->reason : "(no reason recorded)"; *s; s++)
		if (*s == '\n')
			fprintf(out, "\n            ");
		else
			fputc(*s, out);
	fputc('\n', out);
}

static void page_not_ok(struct page *p)
{
	size_t n = 0;

	fprintf(p->out, "## Cells that are not ok\n\n");
	for (size_t i = 0; i < p->r->nr_cells; i++)
		if (p->r->cells[i].outcome != OUTCOME_OK && ++n)
			page_verbatim(p->out, &p->r->cells[i]);
	fprintf(p->out, n ? "\n" : "none\n\n");
}

static void page_repeat(FILE *out, const json_t *repeat)
{
	char *boot = results_text(repeat, "boot", "?"),
	     *base = results_text(repeat, "base_min", "?");
	char *min = results_text(repeat, "min", "?"), *delta = results_text(repeat, "delta", "?");

	fprintf(out, "boot %s baseline %s, with collector %s, difference %s", boot, base, min,
		delta);
	free(boot);
	free(base);
	free(min);
	free(delta);
}

static void page_repeats(struct page *p)
{
	size_t n = 0;

	fprintf(p->out, "## Cells whose repeats differ\n\n");
	for (const struct result_cell *c = p->r->cells; c < p->r->cells + p->r->nr_cells; c++) {
		const json_t *repeats = results_at(c->record, "repeats"), *rep;
		size_t i;

		if (!cell_measured(c) || !json_is_false(results_at(c->record, "repeats_agree")))
			continue;
		n++;
		fprintf(p->out, "* `%s`:", c->name);
		json_array_foreach((json_t *)repeats, i, rep) {
			fprintf(p->out, "%s ", i ? ";" : "");
			page_repeat(p->out, rep);
		}
		fputc('\n', p->out);
	}
	fprintf(p->out, n ? "\n" : "none\n\n");
}

static const char page_limits[] =
	"## Limits\n\n"
	"An exact count ranks work, not time. QEMU's icount retires one instruction a tick: "
	"caches, TLBs, branch prediction, inter-processor interrupts and contention do not "
	"exist here, and an expensive instruction counts as much as a cheap one. `rep`-prefixed "
	"string instructions count one per iteration. The CPU model decides which mitigations "
	"the kernel turns on, and with them how many instructions an indirect call takes: these "
	"numbers belong to the CPU model named above. One virtual CPU ran: what several CPUs "
	"add is not measurable here. Compare figures of other kernels, builds or CPU models in "
	"order and ratio only, never in absolute terms.\n";

/* Instead of the exact class's gates, costs and pictures: one table of time and one of how it was had. */
static void page_sampled(struct page *p)
{
	for (size_t i = 0; i < p->r->nr_kernels; i++)
		page_table(p, overhead_equivalence(p->r, &p->r->kernels[i]));
	page_table(p, sampled_added(p->r));
	page_csv(p, sampled_added(p->r));
	page_table(p, sampled_quality(p->r));
	fprintf(p->out, "## Warnings\n\n");
	sampled_warnings(p->r, p->out);
	page_not_ok(p);
	fputs(sampled_limits, p->out);
}

static void page_write(struct page *p)
{
	const struct experiment *e = experiment_find(COST_EXPERIMENT);

	fprintf(p->out, "# %s\n\n", e ? e->question : COST_EXPERIMENT);
	header_write(p->r, p->out);
	if (sampled_is(p->r)) {
		page_sampled(p);
		return;
	}
	page_gates(p);
	for (size_t i = 0; i < p->r->nr_kernels; i++)
		page_kernel(p, &p->r->kernels[i]);
	if (p->r->nr_kernels > 1) {
		fprintf(p->out, "## Across kernels\n\n");
		page_table(p, overhead_costs_by_kernel(p->r));
		page_table(p, overhead_ratios_by_kernel(p->r));
	}
	page_not_ok(p);
	page_repeats(p);
	fputs(page_limits, p->out);
	page_csv(p, overhead_csv_cells(p->r));
	page_csv(p, overhead_csv_pairs(p->r));
}

int report_build(const char *dir)
{
	struct results r;
	struct page p = { .r = &r };
	char *text = NULL, *path;
	size_t len;
	int err = results_load(dir, &r);

	if (err)
		return err;
	p.out = open_memstream(&text, &len);
	if (!p.out) {
		results_free(&r);
		return -ENOMEM;
	}
	page_write(&p);
	fclose(p.out);
	path = str_fmt("%s/report.md", dir);
	err = p.err ? p.err : file_write(path, text, strlen(text));
	if (!err && p.drawing == -ENOPKG)
		log_err("cannot draw the pictures of %s: there is no gnuplot; tables and report.md "
			"are written; install gnuplot-nox and run `probebench report %s` again",
			dir, dir);
	free(path);
	free(text);
	results_free(&r);
	return err ? err : p.drawing;
}

static void headline_write(const struct results *r, const struct result_kernel *k, FILE *out)
{
	struct table *t = table_new(str_dup("headline"), str_dup(""), results_provenance(r, k),
				    "what is observed,module,#instructions,eBPF,#instructions,"
				    "#eBPF / module");
	struct pair_row *rows;
	size_t nr = pair_rows(r, k->release, "getppid", &rows);
	char *text;

	for (size_t i = 0; i < nr; i++) {
		struct cost kmod = pair_cost(r, k->release, "getppid", &rows[i], "kmod", "count");
		struct cost ebpf = pair_cost(r, k->release, "getppid", &rows[i], "ebpf", "count");

		table_put(t, "%s", rows[i].hook);
		table_put(t, "%s", rows[i].kmod ? rows[i].kmod : "-");
		table_take(t, rows[i].kmod ? cost_text(kmod) : str_dup("-"));
		table_put(t, "%s", rows[i].ebpf ? rows[i].ebpf : "-");
		table_take(t, rows[i].ebpf ? cost_text(ebpf) : str_dup("-"));
		table_take(t, cost_ratio_text(ebpf, kmod));
	}
	text = table_text(t, &table_markdown);
	fprintf(out,
		"Instructions that counting one event adds, Linux %s, workload getppid:\n\n%s\n"
		"![Added instructions per event by hook and arm](plots/added-%s.svg)\n",
		k->label, text, k->label);
	free(text);
	free(rows);
	table_free(t);
}

int report_headline(const char *dir, char **markdown)
{
	struct results r;
	size_t len;
	FILE *out;
	int err = results_load(dir, &r);

	*markdown = NULL;
	if (err)
		return err;
	out = open_memstream(markdown, &len);
	if (!out) {
		results_free(&r);
		return -ENOMEM;
	}
	if (r.nr_kernels)
		headline_write(&r, &r.kernels[r.nr_kernels - 1], out);
	fclose(out);
	results_free(&r);
	return 0;
}
