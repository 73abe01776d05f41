// SPDX-License-Identifier: GPL-2.0-only
/*
 * limits - parsing limits and judging a change by one.
 */
#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "compare/limits.h"

/* "+2%": a sign, a number, maybe a percent sign. */
static bool bound_parse(const char *text, struct bound *b)
{
	char *end;

	if (*text != '+' && *text != '-')
		return false;
	b->value = strtod(text + 1, &end);
	if (end == text + 1 || !isfinite(b->value) || b->value < 0 || text[1] == '-' ||
	    text[1] == '+')
		return false;
	b->percent = *end == '%';
	b->value = *text == '-' ? -b->value : b->value;
	return !end[b->percent];
}

int limit_parse(const char *verb, const char *text, struct limit *l)
{
	char *copy = str_dup(text), *eq = strrchr(copy, '='), *colon, *rest;
	bool good = eq && eq[1];

	*l = (struct limit){ .text = text };
	if (good)
		*eq = 0;
	rest = good ? eq + 1 : NULL;
	/* An empty bound is a mistake, so no separator may be skipped. */
	for (char *b = strsep(&rest, "|"); b && good; b = strsep(&rest, "|"))
		good = l->nr < LIMIT_MAX_BOUNDS && bound_parse(b, &l->bounds[l->nr++]);
	colon = good ? strrchr(copy, ':') : NULL;
	if (colon)
		*colon = 0;
	good = good && *(colon ? colon + 1 : copy) && (!colon || *copy);
	if (good) {
		l->metric = str_dup(colon ? colon + 1 : copy);
		l->glob = colon ? str_dup(copy) : NULL;
	}
	free(copy);
	if (good)
		return 0;
	log_err("%s: \"%s\" is no limit; write [GLOB:]METRIC=BOUND[|BOUND] with bounds like +2%% or +50, "
		"where + says that more is worse",
		verb, text);
	return -EINVAL;
}

void limit_free(struct limit *l)
{
	free(l->glob);
	free(l->metric);
	*l = (struct limit){ 0 };
}

struct limit *limit_find(struct limit *limits, size_t nr, const char *name, const char *series_name,
			 const char *metric)
{
	for (size_t i = nr; i-- > 0;) {
		struct limit *l = &limits[i];

		if (!fnmatch(l->metric, metric, 0) &&
		    (!l->glob || cell_match(name, l->glob) || cell_match(series_name, l->glob)))
			return l;
	}
	return NULL;
}

const struct bound *limit_crossed(const struct limit *l, double was, double delta)
{
	for (size_t i = 0; i < l->nr; i++) {
		const struct bound *b = &l->bounds[i];
		bool down = signbit(b->value);
		double worse = down ? -delta : delta, room = fabs(b->value);

		/* A share of zero is zero: from there any step in the wrong direction is too far. */
		if (b->percent)
			room = fabs(was) * room / 100;
		if (worse > 0 && worse > room)
			return b;
	}
	return NULL;
}
