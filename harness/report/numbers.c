// SPDX-License-Identifier: GPL-2.0-only
/*
 * numbers - every cost and ratio as a LaTeX macro, so that a paper's text cannot disagree with its
 * tables.
 *
 * TeX allows letters only in a macro's name: digits and the dots of a version are spelled, anything
 * else separates words.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/latex.h"
#include "report/markup.h"

static void name_part(char **name, const char *part)
{
	static const char *const digits[] = { "Zero", "One", "Two",   "Three", "Four",
					      "Five", "Six", "Seven", "Eight", "Nine" };
	bool start = true;

	for (; *part; part++) {
		unsigned char c = (unsigned char)*part;

		if (isdigit(c))
			text_add(name, "%s", digits[c - '0']);
		else if (isdigit((unsigned char)part[1]) && c == '.')
			text_add(name, "Dot");
		else if (isalpha(c))
			text_add(name, "%c", start ? toupper(c) : c);
		start = !isalpha(c);
	}
}

char *numbers_name(const char *const parts[])
{
	char *name = str_dup("pb");

	for (; *parts; parts++)
		name_part(&name, *parts);
	return name;
}

struct numbers {
	const struct results *r;
	const struct result_kernel *k;
	const char *workload;
	FILE *out;
	char *names; /* "\name\" of all so far */
};

/* Takes over @value. Names differ in what they spell; should two agree, TeX would refuse the second. */
static void numbers_put(struct numbers *n, const char *const parts[], char *value)
{
	char *name = numbers_name(parts), *quoted = str_fmt("\\%s\\", name);

	fprintf(n->out, "%s\\newcommand{\\%s}{", strstr(n->names, quoted) ? "% taken: " : "", name);
	latex_escape(n->out, value, strlen(value));
	fprintf(n->out, "}\n");
	text_add(&n->names, "%s", quoted + 1);
	free(quoted);
	free(name);
	free(value);
}

static void numbers_workload(struct numbers *n)
{
	const char *kernel = n->k->release, *label = n->k->label;
	struct side *sides;
	struct pair_row *rows;
	size_t nr = side_list(n->r, kernel, n->workload, &sides);

	for (size_t i = 0; i < nr; i++)
		numbers_put(n,
			    (const char *[]){ label, n->workload, sides[i].hook, sides[i].arm,
					      sides[i].mech, NULL },
			    cost_text(side_cost(n->r, kernel, n->workload, &sides[i], COST_LEAD)));
	free(sides);
	nr = pair_rows(n->r, kernel, n->workload, &rows);
	for (size_t i = 0; i < nr; i++)
		if (rows[i].kmod && rows[i].ebpf)
			numbers_put(n,
				    (const char *[]){ label, n->workload, rows[i].hook, "ratio",
						      rows[i].ebpf, rows[i].kmod, NULL },
				    pair_ratio_text(n->r, kernel, n->workload, &rows[i]));
	free(rows);
}

char *numbers_text(const struct results *r)
{
	struct numbers n = { .r = r, .names = str_dup("\\") };
	char *text = NULL;
	size_t len;

	n.out = open_memstream(&text, &len);
	if (!n.out)
		abort();
	for (size_t k = 0; k < r->nr_kernels; k++) {
		const char **workloads;
		size_t nr = workload_names(r, r->kernels[k].release, &workloads);
		char *from;

		n.k = &r->kernels[k];
		from = results_provenance(r, n.k);
		fprintf(n.out,
			"%% Instructions that one event adds, collector %s, and eBPF / module.\n%% %s\n",
			COST_LEAD, from);
		free(from);
		for (size_t w = 0; w < nr; w++) {
			n.workload = workloads[w];
			numbers_workload(&n);
		}
		free(workloads);
	}
	fclose(n.out);
	free(n.names);
	return text;
}
