// SPDX-License-Identifier: GPL-2.0-only
/*
 * load - read a result folder: strict about damage, lenient about what it does not know.
 *
 * A folder may come from a killed run, so one torn last line is normal. Damage anywhere else means
 * that somebody edited or lost data, and a report that quietly leaves cells out would mislead.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "report/load.h"

const json_t *results_at(const json_t *root, const char *path)
{
	char *keys = str_dup(path), *save = NULL;

	for (char *k = strtok_r(keys, ".", &save); k && root; k = strtok_r(NULL, ".", &save))
		root = json_object_get(root, k);
	free(keys);
	return root;
}

bool results_int(const json_t *root, const char *path, s64 *out)
{
	const json_t *v = results_at(root, path);

	/* Nothing counted here comes near 2^53: a larger number is damage, and sums would overflow. */
	if (!json_is_integer(v) || llabs(json_integer_value(v)) > 1LL << 53)
		return false;
	*out = json_integer_value(v);
	return true;
}

bool results_num(const json_t *root, const char *path, double *out)
{
	const json_t *v = results_at(root, path);

	if (!json_is_number(v))
		return false;
	*out = json_number_value(v);
	return true;
}

char *results_text(const json_t *root, const char *path, const char *fallback)
{
	const json_t *v = results_at(root, path);

	if (json_is_string(v))
		return str_dup(json_string_value(v));
	if (json_is_integer(v))
		return str_fmt("%lld", (long long)json_integer_value(v));
	if (json_is_boolean(v))
		return str_dup(json_is_true(v) ? "yes" : "no");
	return fallback ? str_dup(fallback) : NULL;
}

/* The same of a cell's metrics: whatever else they hold, each is an object and its value a number. */
static char *load_metrics_fault(const json_t *record)
{
	json_t *metrics = json_object_get(record, "metrics"), *metric, *value;
	const char *name;

	if (metrics && !json_is_object(metrics))
		return str_fmt("its metrics are not an object");
	json_object_foreach(metrics, name, metric) {
		value = json_object_get(metric, "value");
		if (!json_is_object(metric) || (value && !json_is_number(value)))
			return str_fmt("the value of its metric %s is not a number", name);
	}
	return NULL;
}

/* NULL if @record follows the contract as far as we rely on it, else a sentence; caller frees. */
static char *load_fault(const json_t *record, bool is_cell)
{
	const char *outcome;
	s64 schema;

	if (!json_is_object(record))
		return str_fmt("not a JSON object");
	if (!results_int(record, "schema", &schema) || schema < 1)
		return str_fmt("no schema number");
	if (schema > PB_SCHEMA)
		return str_fmt("schema %lld is newer than the %d that this probebench reads; "
			       "use the version that wrote it",
			       (long long)schema, PB_SCHEMA);
	if (!is_cell)
		return NULL;
	if (!json_is_string(json_object_get(record, "cell")))
		return str_fmt("no cell name");
	outcome = json_string_value(json_object_get(record, "outcome"));
	if (!outcome || outcome_parse(outcome) < 0)
		return str_fmt("outcome %s is not one of ok, fail, broken, skip",
			       outcome ? outcome : "(none)");
	return load_metrics_fault(record);
}

static char *load_part(const char *name, const char *key)
{
	char *value = cell_key(name, key);

	return value ? value : str_dup("");
}

static void cell_clear(struct result_cell *c)
{
	char *parts[] = { c->experiment, c->kernel, c->workload, c->hook,
			  c->collector,	 c->arm,    c->mech };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		free(parts[i]);
	json_decref(c->record);
}

/* The place of the cell @name in *list: that of an earlier line, which is cleared, or a new one. */
static struct result_cell *load_place(struct result_cell **list, size_t *nr, const char *name)
{
	size_t i = 0;

	while (i < *nr && strcmp((*list)[i].name, name))
		i++;
	if (i < *nr)
		cell_clear(&(*list)[i]);
	else
		*list = mem_grow(*list, ++*nr, sizeof(**list));
	return &(*list)[i];
}

/* Takes over @record. */
static void load_cell(struct results *r, json_t *record)
{
	const char *name = json_string_value(json_object_get(record, "cell"));
	const char *reason = json_string_value(json_object_get(record, "reason"));
	const char *profile = json_string_value(json_object_get(record, "profile"));
	bool sampled = profile && !strcmp(profile, "sampled");

	*load_place(sampled ? &r->sampled : &r->cells, sampled ? &r->nr_sampled : &r->nr_cells,
		    name) = (struct result_cell){
		.record = record,
		.name = name,
		.reason = reason ? reason : "",
		.outcome = outcome_parse(json_string_value(json_object_get(record, "outcome"))),
		.experiment = load_part(name, "experiment"),
		.kernel = load_part(name, "kernel"),
		.workload = load_part(name, "workload"),
		.hook = load_part(name, "hook"),
		.collector = load_part(name, "collector"),
		.arm = load_part(name, "arm"),
		.mech = load_part(name, "mech"),
	};
}

static int load_line(struct results *r, const char *path, size_t no, const char *line, size_t len,
		     bool torn)
{
	json_error_t at;
	json_t *record;
	size_t blank = 0;
	char *fault;

	/* The line ends by its length: it may be the last bytes of a buffer. */
	while (blank < len && strchr(" \t\r", line[blank]) && line[blank])
		blank++;
	if (blank == len)
		return 0;
	record = json_loadb(line, len, JSON_DECODE_ANY, &at);
	if (!record && torn) {
		log_warn("%s:%zu: the last line was cut short, as by a kill: its cell is left out; "
			 "`probebench run --resume` measures it again",
			 path, no);
		return 0;
	}
	if (!record) {
		log_err("%s:%zu: not JSON at column %d: %s; restore the file or take this line out",
			path, no, at.column, at.text);
		return -EINVAL;
	}
	fault = load_fault(record, true);
	if (fault) {
		log_err("%s:%zu: cannot use this cell: %s", path, no, fault);
		free(fault);
		json_decref(record);
		return -EINVAL;
	}
	load_cell(r, record);
	return 0;
}

int results_parse(struct results *r, const char *path, const char *text, size_t len)
{
	const char *end = text + len, *nl;
	size_t no = 0;
	int err = 0;

	/* Never NULL: whoever walks the cells adds their number to it, and NULL + 0 is undefined. */
	if (!r->cells)
		r->cells = mem_alloc(1, sizeof(*r->cells));
	for (const char *line = text; !err && line < end; line = nl ? nl + 1 : end) {
		nl = memchr(line, '\n', (size_t)(end - line));
		err = load_line(r, path, ++no, line, (size_t)((nl ? nl : end) - line), !nl);
	}
	return err;
}

static int load_cells(struct results *r)
{
	char *path = str_fmt("%s/cells.jsonl", r->dir), *buf = NULL;
	size_t len = 0;
	int err = file_read(path, &buf, &len);

	if (err)
		log_err("cannot read %s: %s; give the folder that `probebench run -o` wrote", path,
			strerror(-err));
	else
		err = results_parse(r, path, buf, len);
	free(buf);
	free(path);
	return err;
}

/* A file that may be missing. 0 with *out NULL then; -EINVAL if it is there and is no object. */
static int load_json(const char *path, json_t **out)
{
	json_error_t at;

	*out = NULL;
	if (!file_exists(path))
		return 0;
	*out = json_load_file(path, 0, &at);
	if (json_is_object(*out))
		return 0;
	log_err("cannot read %s: line %d: %s; restore it, or take it away: the report does without", path,
		*out ? 1 : at.line, *out ? "not an object" : at.text);
	json_decref(*out);
	*out = NULL;
	return -EINVAL;
}

static int load_manifest(struct results *r)
{
	char *path = str_fmt("%s/manifest.json", r->dir), *fault = NULL;
	int err = load_json(path, &r->manifest);

	if (!err && !r->manifest) {
		log_warn("no %s: the report cannot say which revision and kernel package this was",
			 path);
		r->manifest = json_object();
	} else if (!err) {
		fault = load_fault(r->manifest, false);
	}
	if (fault) {
		log_err("cannot use %s: %s", path, fault);
		free(fault);
		err = -EINVAL;
	}
	free(path);
	return err;
}

static int kernel_cmp(const void *a, const void *b)
{
	return strverscmp(((const struct result_kernel *)a)->release,
			  ((const struct result_kernel *)b)->release);
}

/* The manifest's entry for a kernel, or NULL. */
static const json_t *kernel_entry(const struct results *r, const char *release)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(r->manifest, "kernels"), i, entry)
	{
		const char *name = json_string_value(json_object_get(entry, "release"));

		if (name && !strcmp(name, release))
			return entry;
	}
	return NULL;
}

char *results_series(const struct results *r, const char *release)
{
	const char *dot = strchr(release, '.');
	char *series = results_text(kernel_entry(r, release), "series", NULL);

	if (series)
		return series;
	if (!dot)
		return str_dup(release);
	return str_fmt("%.*s", (int)(dot + 1 + strspn(dot + 1, "0123456789") - release), release);
}

char *results_name(const struct results *r, const struct result_cell *c)
{
	char *series, *from, *to, *name;

	if (!*c->kernel)
		return str_dup(c->name);
	series = results_series(r, c->kernel);
	for (size_t k = 0; k < r->nr_kernels; k++)
		if (strcmp(r->kernels[k].release, c->kernel) &&
		    !strcmp(r->kernels[k].series, series)) {
			free(series);
			return str_dup(c->name);
		}
	from = str_fmt("/kernel=%s", c->kernel);
	to = str_fmt("/kernel=%s", series);
	name = str_replace(c->name, from, to);
	free(series);
	free(from);
	free(to);
	return name;
}

static int load_kernel(struct results *r, const char *release)
{
	char *path = str_fmt("%s/env/%s.json", r->dir, release);
	struct result_kernel *k;
	int err;

	r->kernels = mem_grow(r->kernels, r->nr_kernels + 1, sizeof(*r->kernels));
	k = r->kernels + r->nr_kernels++;
	*k = (struct result_kernel){ .release = release,
				     .series = results_series(r, release),
				     .entry = kernel_entry(r, release) };
	err = load_json(path, &k->env);
	free(path);
	return err;
}

int results_kernels(struct results *r)
{
	int err = 0;

	for (size_t i = 0; i < r->nr_cells && !err; i++) {
		bool known = !*r->cells[i].kernel;

		for (size_t k = 0; k < r->nr_kernels; k++)
			known |= !strcmp(r->kernels[k].release, r->cells[i].kernel);
		if (!known)
			err = load_kernel(r, r->cells[i].kernel);
	}
	if (r->nr_kernels)
		qsort(r->kernels, r->nr_kernels, sizeof(*r->kernels), kernel_cmp);
	for (size_t i = 0; i < r->nr_kernels; i++)
		r->kernels[i].label = results_label(r, &r->kernels[i]);
	return err;
}

static int load_host(struct results *r)
{
	char *path = str_fmt("%s/env/host.json", r->dir);
	int err = load_json(path, &r->host);

	free(path);
	return err;
}

int results_load(const char *dir, struct results *r)
{
	int err;

	*r = (struct results){ .dir = str_dup(dir) };
	err = load_cells(r);
	if (!err)
		err = load_manifest(r);
	if (!err)
		err = load_host(r);
	if (!err)
		err = results_kernels(r);
	if (err)
		results_free(r);
	return err;
}

int results_need_cells(const struct results *r)
{
	if (r->nr_cells || r->nr_sampled)
		return 0;
	log_err("%s holds no cells; `probebench run --resume %s` measures them", r->dir, r->dir);
	return -ENODATA;
}

void results_free(struct results *r)
{
	for (size_t i = 0; i < r->nr_cells; i++)
		cell_clear(&r->cells[i]);
	for (size_t i = 0; i < r->nr_sampled; i++)
		cell_clear(&r->sampled[i]);
	for (size_t i = 0; i < r->nr_kernels; i++) {
		free(r->kernels[i].series);
		free(r->kernels[i].label);
		json_decref(r->kernels[i].env);
	}
	free(r->cells);
	free(r->sampled);
	free(r->kernels);
	free(r->dir);
	json_decref(r->manifest);
	json_decref(r->host);
	*r = (struct results){ 0 };
}
