// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_report_pages - what the formats do to a text, and what a whole report leaves in its folder.
 */
#include <criterion/criterion.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "proc.h"
#include "report/draw.h"
#include "report/latex.h"
#include "report/markup.h"
#include "report/page.h"
#include "report/report.h"
#include "report_fixture.h"

TestSuite(report_pages, .init = folder_make, .fini = folder_remove);

#define EXPECT_IN(text, part)	  cr_expect_not_null(strstr(text, part), "no %s in:\n%s", part, text)
#define EXPECT_NOT_IN(text, part) cr_expect_null(strstr(text, part), "%s in:\n%s", part, text)

/* A small run whose values try to be markup of every format. */
static void plant_run(void)
{
	plant_cell(NONE_CELL, 0, 0, 0);
	plant_cell(FLOOR_CELL, 335 * N, 0, 0);
	plant_cell(COUNT_CELL, 345 * N, 0, 0);
	plant_cell(CAL_CELL, 435 * N, 0, 0);
	plant_cell(KMOD_CELL, 152 * N, 0, 0);
	plant("{\"schema\":1,\"cell\":\"" PREFIX
	      "hook=entry/collector=count/arm=ebpf/mech=fentry\","
	      "\"outcome\":\"skip\",\"reason\":\"<script>alert('1')</script> & **a\\nb\"}\n");
	plant_file("env/" KERNEL ".json", "{\"cpu_model\":\"<b>\\\"50%\\\" & {$x_1^2~#\\\\}|\"}");
	plant_file("manifest.json", "{\"schema\":1,\"kernels\":[{\"release\":\"" KERNEL
				    "\",\"package\":\"<i>p</i>\","
				    "\"version\":\"1_2\"}]}");
}

static int build(void)
{
	int err = report_build(folder, NULL, NULL);

	cr_assert(!err || err == -ENOPKG, "%d", err);
	return err;
}

static struct table *hostile_table(void)
{
	struct table *t = table_new(str_dup("t_1"), str_dup("A & B"), str_dup("50 %"), "a_b,#c");

	table_put(t, "%s", "<script>\"x\" & 'y'");
	table_put(t, "%s", "\\ { } $ ^ ~ # _ % &");
	table_put(t, "%s", "`code` **strong** _null_");
	table_put(t, "1");
	return t;
}

Test(report_pages, markup_formats_only_what_closes)
{
	static const char *const plain[] = { "raw_tp and tp_btf", "a ` b",     "2 ** 3",
					     "__user pointer",	  "[x](http)", "_two words_",
					     "[y](javascript:1)" };

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
		const char *text = plain[i];
		struct span s = markup_next(&text);

		cr_expect_eq(s.kind, SPAN_TEXT);
		cr_expect_eq(s.len, strlen(plain[i]), "%s", plain[i]);
	}
}

Test(report_pages, html_escapes_every_text)
{
	struct table *t = hostile_table();
	char *text = table_text(t, &table_html);

	EXPECT_IN(text, "&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;");
	EXPECT_IN(text, "<caption><span><b>A &amp; B</b> 50 %</span></caption>");
	EXPECT_IN(text, "<code>code</code> <strong>strong</strong> <em>null</em>");
	EXPECT_NOT_IN(text, "<script");
	free(text);
	table_free(t);
}

Test(report_pages, latex_escapes_what_tex_acts_upon)
{
	struct table *t = hostile_table();
	char *text = table_text(t, &table_latex);

	EXPECT_IN(text,
		  "\\textbackslash{} \\{ \\} \\$ \\textasciicircum{} \\textasciitilde{} \\# \\_ "
		  "\\% \\& \\\\\n");
	EXPECT_IN(text, "\\texttt{code} \\textbf{strong} \\emph{null} & 1 \\\\\n");
	EXPECT_IN(text, "\\caption{A \\& B. 50 \\%}\n\\label{tab:t_1}\n");
	EXPECT_IN(text, "\\begin{tabular}{@{}lr@{}}\n\\toprule\na\\_b & c \\\\\n\\midrule\n");
	EXPECT_IN(text, "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
	free(text);
	table_free(t);
}

Test(report_pages, numbers_have_names_of_letters)
{
	static const char *const parts[] = { "6.12", "a_b", "raw-tp", "ebpf", "x86", NULL };
	char *name = numbers_name(parts), *text;
	struct results r;

	cr_expect_str_eq(name, "pbSixDotOneTwoABRawTpEbpfXEightSix");
	free(name);
	plant_run();
	load(&r);
	text = numbers_text(&r);
	EXPECT_IN(text, "\\newcommand{\\pbSixDotOneTwoGetppidKprobeEbpfKprobe}{345}\n");
	EXPECT_IN(text, "\\newcommand{\\pbSixDotOneTwoGetppidKprobeRatioKprobeKprobe}{2.27}\n");
	EXPECT_IN(text, "\\newcommand{\\pbSixDotOneTwoGetppidEntryEbpfFentry}{skip}\n");
	for (const char *s = text; (s = strstr(s, "\\newcommand{\\")); s++) {
		s += strlen("\\newcommand{\\");
		cr_expect_eq(s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")],
			     '}');
	}
	free(text);
	results_free(&r);
}

/* One \input each, and every macro used: what pdflatex accepts, an author's paper does. */
Test(report_pages, latex_compiles_where_there_is_latex)
{
	static const char *const argv[] = { "pdflatex", "-interaction=nonstopmode",
					    "-halt-on-error", "paper.tex", NULL };
	static const char *const tables[] = { "numbers",
					      "answer",
					      "gates",
					      "resolution",
					      "kernels",
					      "added-6.12-getppid",
					      "bodies-6.12-getppid",
					      "equivalence-6.12",
					      "baseline-6.12" };
	char *paper =
		str_dup("\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n");

	if (!proc_have("pdflatex"))
		cr_skip("no pdflatex");
	plant_run();
	build();
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		text_add(&paper, "\\input{tables/%s}\n", tables[i]);
	text_add(&paper, "\\pbSixDotOneTwoGetppidKprobeEbpfKprobe\n\\end{document}\n");
	plant_file("paper.tex", paper);
	cr_expect_eq(proc_run(argv, &(struct proc_opts){ .cwd = folder }), 0);
	free(paper);
}

/* Do elements nest and close, and are ids unique? A checker for what our writer writes. */
static void expect_sound_html(const char *html)
{
	static const char *const empty[] = { "meta", "!DOCTYPE" };
	char open[64][16];
	size_t depth = 0;

	for (const char *s = html; (s = strchr(s, '<')); s++) {
		const char *end = strchr(s, '>');
		bool close = s[1] == '/', none = false;
		char name[16] = "";

		cr_assert_not_null(end);
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(s + 1 + close, " \t\n/>"),
			 s + 1 + close);
		for (size_t i = 0; i < ARRAY_SIZE(empty); i++)
			none |= !strcmp(name, empty[i]);
		if (none || end[-1] == '/')
			continue;
		if (close)
			cr_assert(depth && !strcmp(open[--depth], name), "</%s> closes nothing",
				  name);
		else
			strcpy(open[depth++], name);
		cr_assert_lt(depth, ARRAY_SIZE(open));
	}
	cr_expect_eq(depth, 0, "<%s> is not closed", depth ? open[depth - 1] : "");
	for (const char *s = html; (s = strstr(s, " id=")); s++) {
		char *id = str_fmt("%.*s", (int)strcspn(s + 5, "'\"") + 6, s);

		cr_expect_null(strstr(s + 1, id), "%s twice", id);
		free(id);
	}
}

Test(report_pages, html_is_one_sound_file)
{
	static const char *const outside[] = { "<script", "<link", "<img",     "src=",
					       "@import", "<i>p",  "url(http", "href=\"http" };
	char *html;
	int err;

	plant_run();
	err = build();
	html = folder_read("report.html");
	expect_sound_html(html);
	for (size_t i = 0; i < ARRAY_SIZE(outside); i++)
		EXPECT_NOT_IN(html, outside[i]);
	EXPECT_IN(html, "&lt;script&gt;alert(&#39;1&#39;)");
	EXPECT_IN(html, "prefers-color-scheme: dark");
	EXPECT_IN(html, "@media print");
	cr_expect_eq(strstr(html, "<svg ") == NULL, err == -ENOPKG);
	cr_expect(strstr(html, "id=\"table-answer\"") < strstr(html, "id=\"table-gates\""));
	free(html);
}

/* The headings of a page, one a line. */
static char *headings(const char *text, const char *before, const char *after)
{
	char *list = str_dup("");

	for (const char *s = text; (s = strstr(s, before)); s++) {
		const char *from = strchr(s + strlen(before), *after == '\n' ? ' ' : '>') + 1;

		text_add(&list, "%.*s\n", (int)(strstr(from, after) - from), from);
	}
	return list;
}

Test(report_pages, markdown_and_html_have_the_same_sections)
{
	char *html, *markdown, *a, *b;

	plant_run();
	build();
	html = folder_read("report.html");
	markdown = folder_read("report.md");
	a = headings(html, "<h2", "</h2>");
	b = headings(markdown, "\n##", "\n");
	cr_expect_str_eq(a, b);
	cr_expect_gt(strlen(a), 40);
	free(a);
	free(b);
	free(markdown);
	free(html);
}

Test(report_pages, markdown_shows_tags_and_does_not_obey_them)
{
	struct table *t = hostile_table();
	char *text = table_text(t, &table_markdown);

	EXPECT_IN(text, "| \\<script>\"x\" & 'y'");
	free(text);
	table_free(t);
}

Test(report_pages, leftovers_of_an_earlier_report_go_and_nothing_else)
{
	static const char *const gone[] = { "plots/added-9.9.svg", "plots/stack-9.9.gp",
					    "plots/ratio-6.1.log", "tables/bodies-9.9-x.tex",
					    "tables/costs-by-kernel.md" };
	static const char *const kept[] = { "plots/mine.svg",	     "plots/added-9.9.txt",
					    "plots/added-notes.svg", "tables/gates.txt",
					    "tables/overhead-2.csv", "tables/gates.md" };

	plant_run();
	for (size_t i = 0; i < ARRAY_SIZE(gone); i++)
		plant_file(gone[i], "old");
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		plant_file(kept[i], "old");
	build();
	for (size_t i = 0; i < ARRAY_SIZE(gone); i++)
		cr_expect_not(folder_has(gone[i]), "%s is still there", gone[i]);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		cr_expect(folder_has(kept[i]), "%s was removed", kept[i]);
}

Test(report_pages, picture_that_cannot_be_drawn_again_goes)
{
	plant_run();
	plant_file("plots/added-6.12.svg", "old");
	setenv("PATH", folder, 1);
	cr_assert_eq(build(), -ENOPKG);
	cr_expect_not(folder_has("plots/added-6.12.svg"));
	cr_expect(folder_has("plots/added-6.12.gp"));
}

/* Everything that a report writes, as one text. */
static char *snapshot(void)
{
	static const char *const argv[] = { "find",  "report.md", "report.html", "tables",
					    "plots", "-type",	  "f",		 "-exec",
					    "cksum", "{}",	  "+",		 NULL };
	char *text = NULL;

	cr_assert_eq(proc_run(argv, &(struct proc_opts){ .cwd = folder, .out = &text }), 0);
	return text;
}

Test(report_pages, equal_cells_give_equal_files)
{
	char *first, *second;

	plant_run();
	build();
	first = snapshot();
	/* Over a second's end, in another zone, over the old files. */
	sleep(1);
	setenv("TZ", "Asia/Tokyo", 1);
	build();
	second = snapshot();
	cr_expect_str_eq(first, second);
	cr_expect_not_null(strstr(first, "report.html"));
	free(first);
	free(second);
}

Test(report_pages, pdf_date_is_replaced_in_place)
{
	char pdf[] = "x\0y /CreationDate (D:20261123193004Z) z";

	draw_pdf_date(pdf, sizeof(pdf), 86400);
	cr_expect_str_eq(pdf + 2, "y /CreationDate (D:19700102000000Z) z");
	draw_pdf_date(pdf, 20, 0); /* cut in the middle of the date: left alone */
	cr_expect_str_eq(pdf + 2, "y /CreationDate (D:19700102000000Z) z");
}

Test(report_pages, summary_names_pages_gates_and_cells)
{
	json_t *summary;
	char *text;

	plant_run();
	report_build(folder, NULL, &summary);
	text = json_dumps(summary, JSON_COMPACT | JSON_PRESERVE_ORDER);
	EXPECT_IN(text, "/report.md\",\"html\":\"/tmp/");
	EXPECT_IN(text,
		  "\"gates\":{\"aa\":\"pass\",\"known_cost\":\"pass\",\"linearity\":\"pass\",");
	EXPECT_IN(text, "\"cells\":{\"ok\":5,\"fail\":0,\"broken\":0,\"skip\":1,\"sampled\":0}");
	free(text);
	json_decref(summary);
}
