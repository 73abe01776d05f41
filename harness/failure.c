// SPDX-License-Identifier: GPL-2.0-only
/*
 * failure - look-ups in the table of ways in which an upgrade can go wrong.
 */
#include <fnmatch.h>
#include <stdlib.h>
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

/* Is one of @texts, separated by "|", in @words? */
static bool failure_says(const char *words, const char *texts)
{
	bool any = false;

	for (const char *at = texts; at && !any; at = strchr(at, '|')) {
		at += *at == '|';
		any = memmem(words, strlen(words), at, strcspn(at, "|")) != NULL;
	}
	return any;
}

char *failure_refusal(const struct failure_side *side, const char *outcome, const char *err, const char *evidence)
{
	bool refused = !strcmp(outcome, "refused");

	if (!side->err)
		return refused ? str_fmt("no step was to be refused; observed: %s", evidence) : NULL;
	if (!refused)
		return str_fmt("a step was to be refused with %s; observed: %s", strerrorname_np(side->err), outcome);
	if (!err || strcmp(err, strerrorname_np(side->err)))
		return str_fmt("a step was to be refused with %s; observed: %s, %s", strerrorname_np(side->err),
			       err ? err : "no errno", evidence);
	if (!failure_says(evidence, side->text))
		return str_fmt("a step was to be refused because of \"%s\"; observed: %s", side->text, evidence);
	return NULL;
}

const struct splat *failure_splat(const struct splat_list *log)
{
	const struct splat *worst = NULL;

	for (size_t i = 0; i < log->n; i++) {
		const struct splat *s = &log->v[i];

		if (s->kind == SPLAT_RCU_STALL || s->kind == SPLAT_SOFT_LOCKUP)
			continue;
		if (!worst || s->kind > worst->kind)
			worst = s;
	}
	return worst;
}

bool failure_splat_fits(const struct failure_side *side, enum splat_kind kind, const char *verdict)
{
	return kind == side->splat || (kind == SPLAT_PANIC && side->splat != SPLAT_NONE && str_ends(verdict, " dead"));
}
