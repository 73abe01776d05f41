// SPDX-License-Identifier: GPL-2.0-only
/*
 * artefact - the words that name what was built once and is then tried on kernels.
 */
#include <stdlib.h>
#include <string.h>

#include "portability/artefact.h"

static const struct {
	const char *name, *arm;
	enum artefact_kind kind;
	bool built; /* for one kernel */
} artefact_fields[] = {
	{ "whoami.core", "ebpf", ARTEFACT_CORE, false },
	{ "whoami.frozen", "ebpf", ARTEFACT_FROZEN, true },
	{ "whoami.module", "kmod", ARTEFACT_MODULE, true },
};

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

	*a = (struct artefact){ .built_for = at ? at + 1 : NULL };
	for (size_t i = 0; i < ARRAY_SIZE(artefact_fields); i++)
		if (!strcmp(artefact_fields[i].name, name) && !strcmp(artefact_fields[i].arm, arm)) {
			a->kind = artefact_fields[i].kind;
			a->mech = mech_find(arm, "kprobe", "kprobe");
			built = artefact_fields[i].built;
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
