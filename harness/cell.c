// SPDX-License-Identifier: GPL-2.0-only
/*
 * cell - names of cells: building, parsing, matching; and how a cell ends.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"

/* The keys that name things of the registry, all of which begin with their name. */
static const void *ref_workload(const struct cell *c, const char *name)
{
	return workload_find(name);
}

static const void *ref_hook(const struct cell *c, const char *name)
{
	return hook_find(name);
}

static const void *ref_collector(const struct cell *c, const char *name)
{
	return collector_find(name);
}

static const void *ref_arm(const struct cell *c, const char *name)
{
	return backend_find(name);
}

static const void *ref_mech(const struct cell *c, const char *name)
{
	for (const struct mech *m = c->experiment->mechs; m && m->name && c->backend; m++)
		if (!strcmp(m->arm, c->backend->name) && !strcmp(m->name, name))
			return m;
	return c->backend && c->hook ? mech_find(c->backend->name, c->hook->name, name) : NULL;
}

static const struct cell_ref {
	const char *key;
	size_t member; /* of struct cell */
	bool optional; /* "none" is a value */
	const void *(*find)(const struct cell *c, const char *name);
} cell_refs[] = {
	{ "workload", offsetof(struct cell, workload), false, ref_workload },
	{ "hook", offsetof(struct cell, hook), true, ref_hook },
	{ "collector", offsetof(struct cell, collector), true, ref_collector },
	{ "arm", offsetof(struct cell, backend), false, ref_arm },
	{ "mech", offsetof(struct cell, mech), true, ref_mech },
};

static const char *const cell_default_keys[] = { "workload", "hook", "collector", "arm", "mech", NULL };

static const struct cell_ref *cell_ref(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(cell_refs); i++)
		if (!strcmp(cell_refs[i].key, key))
			return &cell_refs[i];
	return NULL;
}

static const void **cell_thing(const struct cell *c, const struct cell_ref *ref)
{
	return (const void **)((char *)c + ref->member);
}

const char *const *experiment_keys(const struct experiment *e)
{
	return e->keys ? e->keys : cell_default_keys;
}

char *cell_name(const struct cell *c)
{
	const char *const *keys = experiment_keys(c->experiment);
	char *name = str_fmt("%s/kernel=%s", c->experiment->name, c->kernel);

	for (size_t i = 0; keys[i]; i++) {
		const struct cell_ref *ref = cell_ref(keys[i]);
		const char *const *thing = ref ? *cell_thing(c, ref) : &c->words[i];

		text_add(&name, "/%s=%s", keys[i], thing && *thing ? *thing : "none");
	}
	return name;
}

/* Where @key stands among the words of @c; -1: nowhere. */
static int cell_place(const struct cell *c, const char *key)
{
	const char *const *keys = experiment_keys(c->experiment);

	for (int i = 0; keys[i]; i++)
		if (!strcmp(keys[i], key))
			return i;
	return -1;
}

const char *cell_word(const struct cell *c, const char *key)
{
	int at = cell_place(c, key);

	return at < 0 ? NULL : c->words[at];
}

void cell_set_word(struct cell *c, const char *key, const char *word)
{
	int at = cell_place(c, key);

	if (at >= 0)
		c->words[at] = word;
}

char *cell_key(const char *name, const char *key)
{
	size_t n = strlen(key);

	if (!strcmp(key, "experiment"))
		return str_fmt("%.*s", (int)strcspn(name, "/"), name);
	for (const char *p = strchr(name, '/'); p; p = strchr(p, '/')) {
		p++;
		if (!strncmp(p, key, n) && p[n] == '=')
			return str_fmt("%.*s", (int)strcspn(p + n + 1, "/"), p + n + 1);
	}
	return NULL;
}

/* The value of @key inside c->text, cut out in place; NULL when the key is missing. */
static const char *cell_take(struct cell *c, const char *name, const char *key, char **cursor)
{
	char *value = cell_key(name, key), *kept = *cursor;

	if (!value)
		return NULL;
	strcpy(kept, value);
	*cursor += strlen(value) + 1;
	free(value);
	return kept;
}

/* One part of the name, resolved into @c. Is it sound? */
static bool cell_resolve(struct cell *c, const char *key, size_t at, const char *value)
{
	const struct cell_ref *ref = cell_ref(key);

	if (!ref) {
		c->words[at] = value;
		return *value;
	}
	*cell_thing(c, ref) = ref->find(c, value);
	return *cell_thing(c, ref) || (ref->optional && !strcmp(value, "none"));
}

int cell_parse(const char *name, struct cell *c, char **why)
{
	static const char unknown[] = "names something that this build does not have";
	const char *const *keys, *value;
	char *cursor;

	memset(c, 0, sizeof(*c));
	*why = NULL;
	c->text = cursor = mem_alloc(strlen(name) + CELL_MAX_KEYS + 3, 1);
	value = cell_take(c, name, "experiment", &cursor);
	c->experiment = value ? experiment_find(value) : NULL;
	c->kernel = cell_take(c, name, "kernel", &cursor);
	if (!c->experiment || !c->kernel) {
		*why = str_fmt("%s: %s", name, c->kernel ? unknown : "the name lacks kernel=");
		goto bad;
	}
	keys = experiment_keys(c->experiment);
	for (size_t i = 0; keys[i]; i++) {
		value = cell_take(c, name, keys[i], &cursor);
		if (value && cell_resolve(c, keys[i], i, value))
			continue;
		*why = value ? str_fmt("%s: %s", name, unknown) :
			       str_fmt("%s: the name lacks %s=", name, keys[i]);
		goto bad;
	}
	*why = c->experiment->check ? c->experiment->check(c) : NULL;
	if (!*why)
		return 0;
bad:
	cell_free(c);
	return -EINVAL;
}

void cell_free(struct cell *c)
{
	free(c->text);
	memset(c, 0, sizeof(*c));
}

char *cell_unmet(const struct cell *c, const struct machine *m)
{
	const struct needs *all[] = { &c->experiment->needs, c->workload ? &c->workload->needs : NULL,
				      c->backend ? &c->backend->needs : NULL,
				      c->collector ? &c->collector->needs : NULL,
				      c->mech ? &c->mech->needs : NULL,
				      c->experiment->cell_needs ? c->experiment->cell_needs(c) : NULL };
	char *why = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(all) && !why; i++)
		if (all[i])
			why = needs_unmet(all[i], m);
	return why;
}

bool cell_match(const char *name, const char *glob)
{
	char *part = str_fmt("*/%s/*", glob), *path = str_fmt("/%s/", name);
	bool hit = !fnmatch(glob, name, 0) || !fnmatch(part, path, 0);

	free(part);
	free(path);
	return hit;
}

static const char *const outcome_names[] = {
	[OUTCOME_OK] = "ok",
	[OUTCOME_FAIL] = "fail",
	[OUTCOME_BROKEN] = "broken",
	[OUTCOME_SKIP] = "skip",
};

const char *outcome_name(enum outcome o)
{
	return outcome_names[o];
}

int outcome_parse(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(outcome_names); i++)
		if (!strcmp(outcome_names[i], name))
			return (int)i;
	return -1;
}

int cell_end(struct cell_run *run, enum outcome o, const char *fmt, ...)
{
	va_list ap;
	char *why;

	if (run->outcome != OUTCOME_OK)
		return -EIO;
	run->outcome = o;
	va_start(ap, fmt);
	if (vasprintf(&why, fmt, ap) < 0)
		abort();
	va_end(ap);
	/* A backend that set a reason knows the cause; the caller knows what it was doing. */
	if (run->reason) {
		char *both = str_fmt("%s: %s", why, run->reason);

		free(run->reason);
		free(why);
		why = both;
	}
	run->reason = why;
	return -EIO;
}

int cell_reason(struct cell_run *run, int err, const char *fmt, ...)
{
	va_list ap;

	if (run->reason)
		return err;
	va_start(ap, fmt);
	if (vasprintf(&run->reason, fmt, ap) < 0)
		abort();
	va_end(ap);
	return err;
}

void cell_note(struct cell_run *run, json_t *note)
{
	if (run->note)
		run->note(run, note);
	else
		json_decref(note);
}
