// SPDX-License-Identifier: GPL-2.0-only
/*
 * claim_filters - what has to be run before a claim can be judged.
 *
 * A claim names kernels by series, because exact releases rotate; the filters of a run are held against
 * exact releases.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/claims.h"

/* The series that a glob names, "6.12", or NULL; caller frees. */
static char *glob_series(const char *glob)
{
	char *kernel = cell_key(glob, "kernel");

	/* A glob may begin anywhere in the path. */
	if (!kernel && str_starts(glob, "kernel="))
		kernel = str_fmt("%.*s", (int)strcspn(glob + 7, "/"), glob + 7);
	if (kernel && !kernel[strspn(kernel, "0123456789.")])
		return kernel;
	free(kernel);
	return NULL;
}

void claim_filters(const struct claim *c, char ***list, size_t *nr)
{
	json_t *glob;
	const char *name;

	json_object_foreach(json_object_get(c->def, "cells"), name, glob)
	{
		const char *text = json_string_value(glob);
		char *series = glob_series(text),
		     *from = str_fmt("kernel=%s", series ? series : "");
		char *to = str_fmt("kernel=%s.*", series ? series : ""), *filter;
		bool known = false;

		filter = series ? str_replace(text, from, to) : str_dup(text);
		for (size_t i = 0; i < *nr; i++)
			known |= !strcmp((*list)[i], filter);
		if (known) {
			free(filter);
		} else {
			*list = mem_grow(*list, *nr + 1, sizeof(**list));
			(*list)[(*nr)++] = filter;
		}
		free(from);
		free(to);
		free(series);
	}
}

bool claim_wants_series(const struct claim *c, const char *series)
{
	json_t *glob;
	const char *name;
	bool wants = false;

	json_object_foreach(json_object_get(c->def, "cells"), name, glob)
	{
		char *named = glob_series(json_string_value(glob));

		wants |= !named || !strcmp(named, series);
		free(named);
	}
	return wants;
}
