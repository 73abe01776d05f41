// SPDX-License-Identifier: GPL-2.0-only
/*
 * claims_tex - claims as the table of an artefact appendix, and their figures as LaTeX macros.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/claims.h"
#include "report/latex.h"

struct table *claims_table(const struct claims *c, const char *command)
{
	struct table *t = table_new(str_dup("claims"), str_dup("Claims, and whether they hold"),
				    str_fmt("All are judged by `%s`.", command),
				    "claim,what it says,#minutes,#disk (MB),verdict,evidence");

	for (size_t i = 0; i < c->nr; i++) {
		const struct claim *one = &c->list[i];

		table_put(t, "%s", one->id);
		table_put(t, "%s", one->sentence);
		table_put(t, "%g", one->minutes);
		table_take(t, one->disk_mb > 0 ? str_fmt("%g", one->disk_mb) : str_dup("-"));
		table_put(t, "%s", claim_verdict_text(one->verdict));
		table_put(t, "%s", one->why ? one->why : "");
	}
	return t;
}

static void numbers_macro(FILE *out, json_t *taken, const char *const parts[], const char *value)
{
	char *name = numbers_name(parts);
	bool again = json_object_get(taken, name);

	json_object_set_new(taken, name, json_true());
	fprintf(out, "%s\\newcommand{\\%s}{", again ? "% taken: " : "", name);
	latex_escape(out, value, strlen(value));
	fprintf(out, "}\n");
	free(name);
}

char *claims_numbers(const struct claims *c)
{
	json_t *taken = json_object(), *figure;
	char *text = NULL;
	const char *name;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	fputs("% Written by `probebench repro`: what each claim came to, and the figures of the last combination that\n% it was judged by.\n",
	      out);
	for (size_t i = 0; i < c->nr; i++) {
		const struct claim *one = &c->list[i];

		numbers_macro(out, taken, (const char *[]){ "claim", one->id, "verdict", NULL },
			      claim_verdict_text(one->verdict));
		json_object_foreach(one->numbers, name, figure)
		{
			char *value = json_is_string(figure)
					      ? str_dup(json_string_value(figure))
					      : str_fmt("%.10g", json_real_value(figure));

			numbers_macro(out, taken, (const char *[]){ "claim", one->id, name, NULL },
				      value);
			free(value);
		}
	}
	fclose(out);
	json_decref(taken);
	return text;
}
