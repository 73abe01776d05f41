// SPDX-License-Identifier: GPL-2.0-only
/*
 * artefact - the words that name what was built once and is then tried on kernels.
 */
#include <stdlib.h>
#include <string.h>

#include "portability/artefact.h"

#define ARTEFACT_COUNTS "count"

const struct mech *artefact_mech(const struct collector *c, const char *arm)
{
	return mech_find(arm, c->pair ? "kretprobe" : "kprobe", c->pair ? "kretprobe" : "kprobe");
}

const struct mech *artefact_mech_named(const char *arm, const char *name)
{
	for (const struct mech *m = mechs; m->name; m++)
		if (!strcmp(m->arm, arm) && !strcmp(m->name, name))
			return m;
	return NULL;
}

char *artefact_parse(const char *word, const char *arm, struct artefact *a)
{
	const char *at = strchr(word, '@');
	char *name = str_fmt("%.*s", at ? (int)(at - word) : (int)strlen(word), word), *dot;
	char *why = NULL;
	bool built = !strcmp(arm, "kmod");

	*a = (struct artefact){ .specimen = specimen_find(name, arm), .built_for = at ? at + 1 : NULL };
	if (a->specimen) {
		a->mech = mech_find(arm, "kprobe", "kprobe");
		a->collector = a->specimen->kind == SPECIMEN_CALLS ? collector_find(ARTEFACT_COUNTS) : NULL;
		built = a->specimen->built;
	}
	dot = strchr(name, '.');
	if (!a->mech && dot) {
		*dot = 0;
		a->collector = collector_find(name);
		a->mech = artefact_mech_named(arm, dot + 1);
		if (!a->collector || (a->mech && !collector_has_mech(a->collector, a->mech->name)))
			a->mech = NULL;
	}
	if (!a->mech)
		why = str_fmt("%s: arm %s has no such artefact", word, arm);
	else if (built != (a->built_for && *a->built_for))
		why = str_fmt("%s: %s", word, built ? "@ and the kernel that it is built for are missing" :
						      "it is built for no kernel in particular");
	free(name);
	return why;
}
