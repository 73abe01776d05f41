// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore_page - the page itself: the questions first, a section each, then the report of every folder.
 *
 * Its policy lets the browser run the scripts that are in it, by their hashes, and load nothing: text
 * that a result folder brings along can neither run nor phone home.
 */
#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"
#include "registry.h"
#include "report/html.h"
#include "report/overhead.h"

/* In the order in which they must run; ours is the last. */
static const char *const page_libraries[] = { "tablesort.min.js", "tablesort.number.min.js",
					      "uPlot.iife.min.js" };
#define PAGE_LIBRARIES ARRAY_SIZE(page_libraries)

struct page_parts {
	char *scripts[PAGE_LIBRARIES + 1], *hashes[PAGE_LIBRARIES + 1];
	char *plot_style, *style;
	bool libraries; /* all are there */
};

/* What somebody asks who did not make this, for the experiments that answer it. */
static const struct page_ask {
	const char *experiment, *ask;
} page_asks[] = {
	{ "overhead", "What does my hook cost on each side?" },
	{ "safety", "What happens when I make a mistake?" },
	{ "upgrade", "How do I upgrade without losing events?" },
};

static void put(FILE *out, const char *s)
{
	html_escape(out, s, strlen(s));
}

static void parts_load(struct page_parts *p)
{
	p->libraries = true;
	for (size_t i = 0; i <= PAGE_LIBRARIES; i++) {
		p->scripts[i] = i < PAGE_LIBRARIES ? explore_library(page_libraries[i]) :
						     explore_file("explore.js");
		/* It would end the element that it stands in. */
		if (p->scripts[i] && strstr(p->scripts[i], "</script")) {
			free(p->scripts[i]);
			p->scripts[i] = NULL;
		}
		p->hashes[i] = p->scripts[i] ? explore_hash(p->scripts[i]) : NULL;
		p->libraries &= i == PAGE_LIBRARIES || p->hashes[i];
	}
	p->plot_style = explore_library("uPlot.min.css");
	p->style = explore_file("explore.css");
}

static void parts_free(struct page_parts *p)
{
	for (size_t i = 0; i <= PAGE_LIBRARIES; i++) {
		free(p->scripts[i]);
		free(p->hashes[i]);
	}
	free(p->plot_style);
	free(p->style);
}

static void page_head(const struct page_parts *p, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	      "'unsafe-inline'; script-src", out);
	for (size_t i = 0; i <= PAGE_LIBRARIES; i++)
		if (p->hashes[i])
			fprintf(out, " %s", p->hashes[i]);
	fprintf(out, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<title>Probebench: module or eBPF?</title>\n"
		"<style>\n%s%s%s</style>\n</head>\n<body>\n", html_style, p->plot_style ? p->plot_style : "",
		p->style ? p->style : "");
}

static const struct explore_topic *page_topic(const struct explore *x, const char *name)
{
	for (size_t i = 0; i < x->nr_topics; i++)
		if (!strcmp(x->topics[i].name, name))
			return &x->topics[i];
	return NULL;
}

static void page_asked(const struct explore *x, const struct page_parts *p, FILE *out)
{
	fputs("<header>\n<h1>Module or eBPF?</h1>\n<p>The same collector as a kernel module and as an eBPF program: "
	      "what was measured, down to the cell.</p>\n<nav class=\"asks\" aria-label=\"Questions\">\n", out);
	for (size_t i = 0; i < ARRAY_SIZE(page_asks); i++)
		if (page_topic(x, page_asks[i].experiment))
			fprintf(out, "<a href=\"#ask-%s\">%s</a>\n", page_asks[i].experiment, page_asks[i].ask);
	fputs("</nav>\n<nav aria-label=\"All experiments\">\n", out);
	for (size_t i = 0; i < x->nr_topics; i++) {
		fputs("<a href=\"#ask-", out);
		put(out, x->topics[i].name);
		fputs("\">", out);
		put(out, x->topics[i].name);
		fputs("</a>\n", out);
	}
	for (size_t i = 0; i < x->nr_folders; i++) {
		if (!x->reports[i].html)
			continue;
		fprintf(out, "<a href=\"#run-%zu\">report of ", i + 1);
		put(out, explore_run(x, i));
		fputs("</a>\n", out);
	}
	fputs("</nav>\n</header>\n<noscript><p class=\"warning\">Scripts are off: everything is shown, nothing can be "
	      "filtered or sorted.</p></noscript>\n", out);
	if (!p->libraries)
		fputs("<p class=\"warning\" id=\"no-libraries\">This page was made without its libraries, so tables "
		      "cannot be sorted and there are no charts: run <code>make page</code>.</p>\n", out);
}

/* What the reports answer: for a reader with one minute. How many of them do. */
static size_t page_answers(const struct explore *x, const struct explore_topic *t, FILE *out)
{
	size_t n = 0;

	for (size_t i = 0; i < x->nr_folders; i++) {
		const char *answer = json_string_value(json_object_get(x->reports[i].answers, t->name));

		if (!answer)
			continue;
		if (x->nr_folders > 1) {
			fputs("<p class=\"of\">Run ", out);
			put(out, explore_run(x, i));
			fputs("</p>\n", out);
		}
		fputs(answer, out);
		n++;
	}
	return n;
}

/* Without reports: the costs on the newest kernel of the first folder that has any. */
static void page_costs(const struct explore *x, FILE *out)
{
	for (size_t i = 0; i < x->nr_folders; i++) {
		const struct results *r = &x->folders[i];
		struct table *answer = r->nr_kernels ? overhead_answer(r, &r->kernels[r->nr_kernels - 1]) : NULL;
		char *html = answer && table_rows(answer) ? table_text(answer, &table_html) : NULL;

		if (html)
			fputs(html, out);
		free(html);
		table_free(answer);
		if (html)
			return;
	}
}

static void page_section(const struct explore *x, const struct explore_topic *t, FILE *out)
{
	fputs("<section id=\"ask-", out);
	put(out, t->name);
	fputs("\">\n<h2>", out);
	html_markup(out, explore_question(t));
	fputs("</h2>\n", out);
	if (!page_answers(x, t, out) && !strcmp(t->name, COST_EXPERIMENT))
		page_costs(x, out);
	if (!strcmp(t->name, COST_EXPERIMENT))
		explore_pairs(x, out);
	if (t->observes)
		explore_matrix(x, t, out);
	explore_cells(x, t, out);
	fputs("</section>\n", out);
}

static void page_run(const struct results *r, size_t number, const char *fragment, FILE *out)
{
	char *revision = results_text(r->manifest, "git", "unknown");

	fprintf(out, "<section class=\"run\" id=\"run-%zu\">\n<h2>The whole report of ", number);
	put(out, r->dir);
	fputs(", revision ", out);
	put(out, revision);
	fputs("</h2>\n", out);
	fputs(fragment, out);
	fputs("</section>\n", out);
	free(revision);
}

char *explore_page(const struct explore *x)
{
	struct page_parts p;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	parts_load(&p);
	page_head(&p, out);
	page_asked(x, &p, out);
	fputs("<main>\n", out);
	for (size_t i = 0; i < x->nr_topics; i++)
		page_section(x, &x->topics[i], out);
	for (size_t i = 0; i < x->nr_folders; i++)
		if (x->reports[i].html)
			page_run(&x->folders[i], i + 1, x->reports[i].html, out);
	fputs("</main>\n<dialog id=\"detail\" aria-labelledby=\"detail-title\"><form method=\"dialog\"><button>Close"
	      "</button></form><h2 id=\"detail-title\"></h2><div id=\"detail-body\"></div></dialog>\n", out);
	for (size_t i = 0; i <= PAGE_LIBRARIES; i++)
		if (p.hashes[i])
			fprintf(out, "<script>%s</script>\n", p.scripts[i]);
	fputs("</body>\n</html>\n", out);
	fclose(out);
	parts_free(&p);
	return text;
}
