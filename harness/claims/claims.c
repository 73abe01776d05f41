// SPDX-License-Identifier: GPL-2.0-only
/*
 * claims - reading claims, finding their cells, judging them.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims.h"
#include "claims/predicate.h"
#include "files.h"

#define CLAIMS_SCHEMA	1
#define CLAIM_MAX_NAMES 16

static const char *claim_text(const json_t *def, const char *key)
{
	return json_string_value(json_object_get(def, key));
}

/* A lookup for checking alone: every name has a value. */
static bool lookup_nothing(const char *name, struct predicate_value *out, char **why, void *ctx)
{
	*why = str_fmt("%s is not looked up", name);
	return false;
}

/* What is wrong with a claim, or NULL; caller frees. */
static char *claim_fault(const json_t *def)
{
	static const char *const texts[] = { "id", "sentence", "predicate" };
	const json_t *cells = json_object_get(def, "cells"), *glob;
	const char *name;
	char *why, *fault = NULL;

	if (claim_text(def, "class") && strcmp(claim_text(def, "class"), "exact") &&
	    strcmp(claim_text(def, "class"), "sampled"))
		return str_fmt("its class is neither exact nor sampled");
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!claim_text(def, texts[i]) || !*claim_text(def, texts[i]))
			return str_fmt("it has no %s", texts[i]);
	if (!json_object_size(cells) || json_object_size(cells) > CLAIM_MAX_NAMES)
		return str_fmt("cells must name 1 to %d globs", CLAIM_MAX_NAMES);
	json_object_foreach((json_t *)cells, name, glob)
	{
		if (!json_is_string(glob) || !isalpha((unsigned char)*name) || strchr(name, '.'))
			return str_fmt("cells.%s is no name with a glob", name);
	}
	if (predicate_judge(claim_text(def, "predicate"), lookup_nothing, NULL, &why) ==
	    TRUTH_INVALID)
		fault = str_fmt("its predicate is none: %s", why);
	free(why);
	return fault;
}

static int claims_take(struct claims *c, const char *path)
{
	const json_t *list = json_object_get(c->file, "claims");
	json_t *def;
	s64 schema = 0;
	size_t i;

	if (!results_int(c->file, "schema", &schema) || schema != CLAIMS_SCHEMA ||
	    !json_array_size(list)) {
		log_err("cannot use %s: it has no schema %d, or no claims", path, CLAIMS_SCHEMA);
		return -EINVAL;
	}
	c->list = mem_alloc(json_array_size(list), sizeof(*c->list));
	json_array_foreach((json_t *)list, i, def)
	{
		struct claim *one = &c->list[c->nr];
		char *fault = claim_fault(def);

		if (fault) {
			log_err("cannot use claim %zu of %s: %s", i + 1, path, fault);
			free(fault);
			return -EINVAL;
		}
		*one = (struct claim){ .def = def,
				       .id = claim_text(def, "id"),
				       .sentence = claim_text(def, "sentence"),
				       .minutes = 1,
				       .chosen = true,
				       .verdict = CLAIM_OPEN,
				       .numbers = json_object() };
		results_num(def, "minutes", &one->minutes);
		results_num(def, "disk_mb", &one->disk_mb);
		c->nr++;
	}
	return 0;
}

int claims_load(const char *dir, struct claims *c)
{
	char *path = str_fmt("%s/claims.json", dir);
	json_error_t at;
	int err = 0;

	*c = (struct claims){ .file = NULL };
	if (!file_exists(path)) {
		log_err("%s makes no claims: there is no claims.json in it; docs/papers.md says how to write one",
			dir);
		err = -ENOENT;
	} else if (!(c->file = json_load_file(path, 0, &at))) {
		log_err("cannot read %s, line %d: %s", path, at.line, at.text);
		err = -EINVAL;
	} else {
		err = claims_take(c, path);
	}
	free(path);
	if (err)
		claims_free(c);
	return err;
}

void claims_free(struct claims *c)
{
	for (size_t i = 0; i < c->nr; i++) {
		free(c->list[i].why);
		json_decref(c->list[i].numbers);
	}
	free(c->list);
	json_decref(c->file);
	*c = (struct claims){ .file = NULL };
}

const char *claim_verdict_text(enum claim_verdict v)
{
	return v == CLAIM_HOLDS ? "holds" : v == CLAIM_FAILS ? "does not hold" : "cannot be judged";
}

/* One claim being judged, for one combination of the values of its "each" keys. */
struct judging {
	const struct claims *all;
	struct claim *claim;
	const struct result_cell *cells; /* of the claim's class */
	size_t nr;
	char **names; /* of these, with the series: made once, for they are matched over and over */
	const char *combination;	   /* "kernel=6.12/workload=getppid"; NULL: no "each" */
	const struct result_cell *skipped; /* a cell of it that was skipped */
};

/* "kernel=6.12/workload=getppid": the cell's values of the claim's keys; caller frees. */
static char *combination_of(const struct judging *j, size_t cell)
{
	const char *name = j->names[cell];
	char *text = NULL;
	json_t *key;
	size_t i;

	json_array_foreach(json_object_get(j->claim->def, "each"), i, key)
	{
		char *value = cell_key(name, json_string_value(key) ? json_string_value(key) : "");

		text_add(&text, "%s%s=%s", text ? "/" : "", json_string_value(key),
			 value ? value : "");
		free(value);
	}
	return text;
}

static bool cell_fits(const struct judging *j, size_t cell, const char *glob)
{
	char *mine;
	bool fits;

	if (j->combination) {
		mine = combination_of(j, cell);
		fits = mine && !strcmp(mine, j->combination);
		free(mine);
		if (!fits)
			return false;
	}
	return cell_match(j->cells[cell].name, glob) || cell_match(j->names[cell], glob);
}

/* The one cell behind a name, or NULL with *why. */
static const struct result_cell *claim_cell(struct judging *j, const char *name, char **why)
{
	const char *glob =
		json_string_value(json_object_get(json_object_get(j->claim->def, "cells"), name));
	const struct result_cell *found = NULL;

	if (!glob) {
		*why = str_fmt("%s is not among its cells", name);
		return NULL;
	}
	for (size_t i = 0; i < j->nr; i++) {
		if (!cell_fits(j, i, glob))
			continue;
		if (found) {
			*why = str_fmt("%s fits more than one cell: %s and %s", name, found->name,
				       j->cells[i].name);
			return NULL;
		}
		found = &j->cells[i];
	}
	if (!found)
		*why = str_fmt("no cell is here for %s (%s)", name, glob);
	return found;
}

/* Figures of another CPU model or accelerator are no evidence. NULL, or why; caller frees. */
static char *claim_stranger(const struct judging *j, const struct result_cell *c)
{
	static const char *const keys[] = { "accel", "cpu" };
	char *why = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(keys) && !why; i++) {
		const char *want = claim_text(j->all->file, keys[i]);
		char *is = results_text(c->record, keys[i], "unknown");

		if (want && strcmp(want, is))
			why = str_fmt("%s here is %s, the claim is about %s", keys[i], is, want);
		free(is);
	}
	return why;
}

/* A member of a cell's record: a metric by its name, anything else by its path. */
static bool claim_member(const struct result_cell *c, const char *member,
			 struct predicate_value *out)
{
	char *path = str_fmt("metrics.%s.value", member), *text;
	bool found = results_num(c->record, path, &out->num) ||
		     results_num(c->record, member, &out->num);

	free(path);
	if (found)
		return true;
	text = results_text(c->record, member, NULL);
	out->text = text;
	return text;
}

static bool claim_lookup(const char *name, struct predicate_value *out, char **why, void *ctx)
{
	struct judging *j = ctx;
	char *base = str_fmt("%.*s", (int)strcspn(name, "."), name);
	const char *member =
		name[strlen(base)] ? name + strlen(base) + 1 : claim_text(j->claim->def, "metric");
	const struct result_cell *c = claim_cell(j, base, why);
	bool about_outcome = member && (!strcmp(member, "outcome") || !strcmp(member, "reason"));

	free(base);
	if (!c)
		return false;
	*why = claim_stranger(j, c);
	if (*why)
		return false;
	if (c->outcome == OUTCOME_SKIP)
		j->skipped = c;
	if (c->outcome != OUTCOME_OK && !about_outcome) {
		*why = str_fmt("%s: %s: %s", c->name, outcome_name(c->outcome), c->reason);
		return false;
	}
	if (!member || !claim_member(c, member, out)) {
		*why = str_fmt("%s has no %s", c->name,
			       member ? member : "metric that the claim names");
		return false;
	}
	json_object_set_new(j->claim->numbers, name,
			    out->text ? json_string(out->text) : json_real(out->num));
	return true;
}

/* The distinct combinations of all cells that a glob fits, sorted, as an object's keys. */
static json_t *claim_combinations(struct judging *j)
{
	json_t *all = json_object(), *cells = json_object_get(j->claim->def, "cells"), *glob;
	const char *name;

	json_object_foreach(cells, name, glob)
	{
		for (size_t i = 0; i < j->nr; i++) {
			char *mine;

			if (!cell_fits(j, i, json_string_value(glob)))
				continue;
			mine = combination_of(j, i);
			if (mine)
				json_object_set_new(all, mine, json_true());
			free(mine);
		}
	}
	return all;
}

struct tally {
	size_t hold, skipped;
	char *open; /* first reason why a combination could not be judged */
};

/* One combination; false if it refutes the claim. */
static bool claim_one(struct judging *j, struct tally *t)
{
	const char *where = j->combination ? j->combination : "";
	char *why;
	enum truth truth;

	j->skipped = NULL;
	truth = predicate_judge(claim_text(j->claim->def, "predicate"), claim_lookup, j, &why);
	if (truth == TRUTH_FALSE) {
		j->claim->verdict = CLAIM_FAILS;
		free(j->claim->why);
		j->claim->why = str_fmt("%s%s%s", where, *where ? ": " : "", why);
	} else if (truth == TRUTH_TRUE) {
		t->hold++;
		free(j->claim->why);
		j->claim->why = str_dup(why);
	} else if (j->skipped) {
		t->skipped++;
	}
	if (truth == TRUTH_UNKNOWN && (!t->open || !j->skipped)) {
		free(t->open);
		t->open = str_dup(why);
	}
	free(why);
	return truth != TRUTH_FALSE;
}

/*
 * All combinations. One that was skipped, because the kernel lacks what it needs, refutes nothing and
 * supports nothing; one that is missing or broken leaves the claim open.
 */
static void claim_judge(struct judging j)
{
	struct claim *c = j.claim;
	json_t *combinations = json_object_get(c->def, "each") ? claim_combinations(&j) : NULL,
	       *value;
	size_t n = combinations ? json_object_size(combinations) : 1;
	struct tally t = { 0 };
	const char *key;
	bool stands = true;

	json_object_foreach(combinations, key, value)
	{
		j.combination = key;
		stands = stands && claim_one(&j, &t);
	}
	if (!combinations)
		stands = claim_one(&j, &t);
	if (stands && t.hold && t.hold + t.skipped == n) {
		c->verdict = CLAIM_HOLDS;
		if (combinations) {
			free(c->why);
			c->why = str_fmt("in %zu combination%s%s", t.hold, t.hold == 1 ? "" : "s",
					 t.skipped ? ", others were skipped" : "");
		}
	} else if (stands) {
		c->verdict = CLAIM_OPEN;
		free(c->why);
		c->why = t.open ? str_dup(t.open) : str_dup("no cell here fits any of its globs");
	}
	free(t.open);
	json_decref(combinations);
}

void claims_judge(struct claims *c, const struct results *r)
{
	const struct {
		const char *name;
		const struct result_cell *cells;
		size_t nr;
	} classes[] = { { "exact", r->cells, r->nr_cells },
			{ "sampled", r->sampled, r->nr_sampled } };

	for (size_t k = 0; k < ARRAY_SIZE(classes); k++) {
		struct judging j = { .all = c, .cells = classes[k].cells, .nr = classes[k].nr };

		j.names = mem_alloc(j.nr + 1, sizeof(*j.names));
		for (size_t i = 0; i < j.nr; i++)
			j.names[i] = results_name(r, &j.cells[i]);
		for (j.claim = c->list; j.claim < c->list + c->nr; j.claim++) {
			const char *cls = claim_text(j.claim->def, "class");

			if (j.claim->chosen && !strcmp(cls ? cls : "exact", classes[k].name))
				claim_judge(j);
		}
		for (size_t i = 0; i < j.nr; i++)
			free(j.names[i]);
		free(j.names);
	}
}
