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

#define CELL_NAME(p) ((p) ? (p)->name : "none")

char *cell_name(const struct cell *c)
{
	return str_fmt("%s/kernel=%s/workload=%s/hook=%s/collector=%s/arm=%s/mech=%s",
		       c->experiment->name, c->kernel, c->workload->name, CELL_NAME(c->hook),
		       CELL_NAME(c->collector), c->backend->name, CELL_NAME(c->mech));
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

int cell_parse(const char *name, struct cell *c, char **why)
{
	static const char *const keys[] = { "experiment", "kernel",    "workload", "hook",
					    "collector",  "arm",       "mech" };
	const char *v[ARRAY_SIZE(keys)];
	char *cursor;

	memset(c, 0, sizeof(*c));
	*why = NULL;
	c->text = cursor = mem_alloc(strlen(name) + ARRAY_SIZE(keys) + 1, 1);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		v[i] = cell_take(c, name, keys[i], &cursor);
		if (!v[i]) {
			*why = str_fmt("%s: the name lacks %s=", name, keys[i]);
			goto bad;
		}
	}
	c->kernel = v[1];
	c->experiment = experiment_find(v[0]);
	c->workload = workload_find(v[2]);
	c->hook = hook_find(v[3]);
	c->collector = collector_find(v[4]);
	c->backend = backend_find(v[5]);
	c->mech = mech_find(v[5], v[3], v[6]);
	if (!c->experiment || !c->workload || !c->backend || (!c->hook && strcmp(v[3], "none")) ||
	    (!c->collector && strcmp(v[4], "none")) || (!c->mech && strcmp(v[6], "none"))) {
		*why = str_fmt("%s: names something that this build does not have", name);
		goto bad;
	}
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
	const struct needs *all[] = { &c->experiment->needs, &c->workload->needs, &c->backend->needs,
				      c->collector ? &c->collector->needs : NULL,
				      c->mech ? &c->mech->needs : NULL };
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
