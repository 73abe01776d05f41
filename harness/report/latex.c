// SPDX-License-Identifier: GPL-2.0-only
/*
 * latex - tables for a paper, to be \input: floats in the style of booktabs.
 *
 * A document needs \usepackage{booktabs} and nothing else. Caption and label come with the table,
 * because a number that is parted from its class, kernel and CPU model is not a result any more.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/latex.h"
#include "report/markup.h"
#include "report/page.h"

#define LATEX_PROSE   24 /* characters: a longer cell is a sentence and may break */
#define LATEX_COLUMNS 7	 /* more than these need smaller print to fit a page */

/* Ten of TeX's own characters, and those that its default fonts do not have where ASCII has them. */
static const char *latex_char(char c)
{
	static const struct {
		char c;
		const char *latex;
	} special[] = {
		{ '\\', "\\textbackslash{}" },
		{ '~', "\\textasciitilde{}" },
		{ '^', "\\textasciicircum{}" },
		{ '_', "\\_" },
		{ '%', "\\%" },
		{ '&', "\\&" },
		{ '#', "\\#" },
		{ '$', "\\$" },
		{ '{', "\\{" },
		{ '}', "\\}" },
		{ '<', "\\textless{}" },
		{ '>', "\\textgreater{}" },
		{ '|', "\\textbar{}" },
		{ '"', "''" },
		{ '\n', " " },
		{ '\t', " " },
	};

	for (size_t i = 0; i < ARRAY_SIZE(special); i++)
		if (special[i].c == c)
			return special[i].latex;
	return NULL;
}

void latex_escape(FILE *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *latex = latex_char(s[i]);

		if (latex)
			fputs(latex, out);
		else if ((unsigned char)s[i] >= ' ')
			fputc(s[i], out);
	}
}

void latex_markup(FILE *out, const char *text)
{
	static const char *const commands[] = {
		[SPAN_CODE] = "\\texttt", [SPAN_STRONG] = "\\textbf", [SPAN_EMPHASIS] = "\\emph"
	};

	for (struct span s = markup_next(&text); s.kind != SPAN_END; s = markup_next(&text)) {
		const char *command =
			s.kind == SPAN_TEXT || s.kind == SPAN_LINK ? NULL : commands[s.kind];

		fprintf(out, "%s%s", command ? command : "", command ? "{" : "");
		latex_escape(out, s.text, s.len);
		fputs(command ? "}" : "", out);
	}
}

static void latex_row(const struct table *t, char *const *cells, FILE *out)
{
	for (size_t i = 0; i < t->nr_columns; i++) {
		fputs(i ? " & " : "", out);
		/* TeX would take a bracket that follows a line's end for an argument of it. */
		fputs(!i && *cells[i] == '[' ? "{}" : "", out);
		latex_markup(out, cells[i]);
	}
	fputs(" \\\\\n", out);
}

/* Columns of sentences share what most of a line leaves; the others are as wide as they need. */
static void latex_columns(const struct table *t, FILE *out)
{
	bool *prose = mem_alloc(t->nr_columns, sizeof(*prose));
	size_t nr = 0;

	for (size_t i = 0; i < t->nr_cells; i++)
		if (strlen(t->cells[i]) > LATEX_PROSE && !t->numeric[i % t->nr_columns])
			prose[i % t->nr_columns] = true;
	for (size_t i = 0; i < t->nr_columns; i++)
		nr += prose[i];
	for (size_t i = 0; i < t->nr_columns; i++)
		if (prose[i])
			fprintf(out, "p{%.2f\\linewidth}", 0.7 / (double)nr);
		else
			fputc(t->numeric[i] ? 'r' : 'l', out);
	free(prose);
}

/* A label is not typeset, and must hold nothing that TeX acts upon. */
static void latex_label(const struct table *t, FILE *out)
{
	for (const char *c = t->name; *c; c++)
		fputc(isalnum((unsigned char)*c) || strchr(".+-_", *c) ? *c : '-', out);
}

static void latex_table(const struct table *t, FILE *out)
{
	fputs("% Written by `probebench report`; needs \\usepackage{booktabs}.\n"
	      "\\begin{table}\n\\centering\n\\caption{",
	      out);
	latex_markup(out, t->title);
	fputs(*t->title && *t->note ? ". " : "", out);
	latex_markup(out, t->note);
	fputs("}\n\\label{tab:", out);
	latex_label(t, out);
	fprintf(out, "}\n\\%s\n\\begin{tabular}{@{}",
		t->nr_columns > LATEX_COLUMNS ? "scriptsize\n\\setlength{\\tabcolsep}{3pt}"
					      : "small");
	latex_columns(t, out);
	fputs("@{}}\n\\toprule\n", out);
	latex_row(t, t->heads, out);
	fputs("\\midrule\n", out);
	for (size_t i = 0; i < table_rows(t); i++)
		latex_row(t, t->cells + i * t->nr_columns, out);
	fputs("\\bottomrule\n\\end{tabular}\n\\end{table}\n", out);
}

const struct table_writer table_latex = { .extension = "tex", .write = latex_table };

/* A paper brings its own words: of a page it takes the tables, and the rest as comments. */
static void latex_page(const struct page *p, FILE *out)
{
	for (size_t i = 0; i < p->nr_blocks; i++) {
		const struct block *b = &p->blocks[i];

		if (b->kind == BLOCK_TABLE)
			latex_table(b->table, out);
		for (const char *line = b->text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1
										 : NULL)
			fprintf(out, "%% %.*s\n", (int)strcspn(line, "\n"), line);
	}
}

const struct page_writer page_latex = { .file = "report.tex", .write = latex_page };
