// SPDX-License-Identifier: GPL-2.0-only
/*
 * failure - look-ups in the table of ways in which an upgrade can go wrong.
 */
#include <fnmatch.h>
#include <string.h>

#include "failure.h"

const struct failure *failure_find(const char *name)
{
	for (const struct failure *const *f = failures; *f; f++)
		if (!strcmp((*f)->name, name))
			return *f;
	return NULL;
}

const struct failure_side *failure_side(const struct failure *f, const char *arm)
{
	const struct failure_side *side = !strcmp(arm, "kmod") ? &f->kmod : !strcmp(arm, "ebpf") ? &f->ebpf : NULL;

	return side && side->how ? side : NULL;
}

const char *failure_expected(const struct failure *f, const char *arm, const char *strategy, const char *kernel)
{
	const struct failure_side *side = failure_side(f, arm);

	for (const struct failure_expect *e = side ? side->expect : NULL; e && e->strategy; e++)
		if (!fnmatch(e->strategy, strategy, 0) && (!e->kernel || !fnmatch(e->kernel, kernel, 0)))
			return e->verdict;
	return NULL;
}

bool failure_fits(const char *expected, const char *verdict)
{
	size_t n = strlen(verdict);

	for (const char *at = expected; at; at = strchr(at, '|')) {
		at += *at == '|';
		if (!strncmp(at, verdict, n) && (!at[n] || at[n] == '|'))
			return true;
	}
	return false;
}
