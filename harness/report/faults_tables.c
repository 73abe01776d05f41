// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults_tables - the matrix of `safety` in tables.
 */
#include <stdlib.h>
#include <string.h>

#include "report/faults.h"

/* "LOCKUP_CPU", with a mark if it was not expected, or why there is no verdict. */
static char *cell_word_of(const struct fault *f, const struct fault_cell *c, enum fault_side side)
{
	if (f->side[side].inexpressible)
		return str_dup("not expressible");
	if (!c->cell)
		return str_dup("-");
	if (c->verdict == FATE_UNSET)
		return str_dup(outcome_name(c->cell->outcome));
	return str_fmt("%s%s%s", fates[c->verdict].name, c->recovered ? "" : " †",
		       c->cell->outcome == OUTCOME_OK ? "" : " (unexpected)");
}

/* What is counted in each column; a profile that was not tried has none. */
struct count_columns {
	struct fault_counts c[NR_PROFILES * NR_SIDES];
	size_t n;
};

static char *count_columns(const struct results *r, const struct result_kernel *k,
			   struct count_columns *all)
{
	static const char *const who[NR_SIDES] = { "module", "eBPF" };
	char *heads = str_dup("what became of it");

	all->n = 0;
	for (int p = 0; p < NR_PROFILES; p++) {
		struct fault_counts c[NR_SIDES];

		for (int s = 0; s < NR_SIDES; s++)
			c[s] = faults_count(r, k->release, NR_FAULT_CLASSES, (enum fault_profile)p,
					    (enum fault_side)s);
		for (int s = 0; s < NR_SIDES && c[SIDE_KMOD].all + c[SIDE_EBPF].all; s++) {
			all->c[all->n++] = c[s];
			text_add(&heads, ",#%s (%s)", who[s], fault_profile_names[p]);
		}
	}
	return heads;
}

/* A row of what recovering is made of; none where no record says so. */
static void count_part(struct table *t, const struct count_columns *all, const char *name, bool survived)
{
	size_t known = 0;

	for (size_t i = 0; i < all->n; i++)
		known += all->c[i].parts;
	if (!known)
		return;
	table_put(t, "%s", name);
	for (size_t i = 0; i < all->n; i++)
		table_put(t, "%zu", survived ? all->c[i].survived : all->c[i].removed);
}

struct table *faults_table_counts(const struct results *r, const struct result_kernel *k)
{
	struct count_columns all;
	char *heads = count_columns(r, k, &all);
	struct table *t = table_new(str_fmt("counts-%s", k->label),
				    str_fmt("What became of the mistakes, Linux %s", k->label),
				    faults_provenance(r, k), heads);

	for (int g = 0; g < NR_FATE_GROUPS; g++) {
		table_put(t, "%s", fate_groups[g].name);
		for (size_t i = 0; i < all.n; i++)
			table_put(t, "%zu", all.c[i].of[g]);
	}
	table_put(t, "**all that could be tried**");
	for (size_t i = 0; i < all.n; i++)
		table_put(t, "%zu", all.c[i].all);
	table_put(t, "recovered without a reboot");
	for (size_t i = 0; i < all.n; i++)
		table_put(t, "%zu", all.c[i].recovered);
	count_part(t, &all, "everybody else went on", true);
	count_part(t, &all, "could be taken away without a reboot", false);
	table_put(t, "not expressible");
	for (size_t i = 0; i < all.n; i++)
		table_put(t, "%zu", all.c[i].inexpressible);
	free(heads);
	return t;
}

char *fault_cell_evidence(const struct fault_cell *c)
{
	json_t *one, *worst = NULL;
	size_t i;

	if (!c->cell || c->verdict == FATE_UNSET)
		return str_dup("");
	json_array_foreach(json_object_get(c->cell->record, "observed"), i, one)
	{
		const char *name = json_string_value(json_object_get(one, "outcome"));

		if (name && !strcmp(name, fates[c->verdict].name))
			worst = worst ? worst : one;
	}
	return results_text(worst, "evidence", "");
}

char *fault_cell_quoted(char *text)
{
	char *clean = str_replace(text, "`", "'"), *quoted;

	quoted = *clean ? str_fmt("`%.100s`", clean) : str_dup("");
	free(clean);
	free(text);
	return quoted;
}

/* Was anything tried, by kernel and profile? Caller frees. */
static bool *class_tried(const struct results *r)
{
	bool *tried = mem_alloc(r->nr_kernels * NR_PROFILES, sizeof(*tried));

	for (size_t k = 0; k < r->nr_kernels; k++)
		for (int p = 0; p < NR_PROFILES; p++)
			for (int s = 0; s < NR_SIDES; s++)
				tried[k * NR_PROFILES + (size_t)p] |=
					faults_count(r, r->kernels[k].release, NR_FAULT_CLASSES,
						     (enum fault_profile)p, (enum fault_side)s)
						.all > 0;
	return tried;
}

/* Columns of every kernel: "stock 6.1,detect 6.1,..."; caller frees. */
static char *class_heads(const struct results *r, const bool *tried)
{
	char *heads = str_dup("id,mistake,side");

	for (size_t k = 0; k < r->nr_kernels; k++)
		for (int p = 0; p < NR_PROFILES; p++)
			if (tried[k * NR_PROFILES + (size_t)p])
				text_add(&heads, ",%s %s", fault_profile_names[p], r->kernels[k].label);
	text_add(&heads, ",what was seen");
	return heads;
}

static void class_row(struct table *t, const struct results *r, const bool *tried,
		      const struct fault *f, enum fault_side side)
{
	char *evidence = str_dup("");

	table_put(t, "%s", side ? "" : f->id);
	table_put(t, "%s", side ? "" : f->mistake);
	table_put(t, "%s", side == SIDE_KMOD ? "module" : "eBPF");
	for (size_t k = 0; k < r->nr_kernels; k++)
		for (int p = NR_PROFILES; p-- > 0;) {
			struct fault_cell c = faults_cell(r, r->kernels[k].release, f,
							  (enum fault_profile)p, side);

			if (!c.verdict)
				continue;
			free(evidence);
			evidence = fault_cell_evidence(&c);
		}
	for (size_t k = 0; k < r->nr_kernels; k++)
		for (int p = 0; p < NR_PROFILES; p++) {
			struct fault_cell c = faults_cell(r, r->kernels[k].release, f,
							  (enum fault_profile)p, side);

			if (tried[k * NR_PROFILES + (size_t)p])
				table_take(t, cell_word_of(f, &c, side));
		}
	if (f->side[side].inexpressible)
		table_put(t, "%s", f->side[side].inexpressible);
	else
		table_take(t, fault_cell_quoted(str_dup(evidence)));
	free(evidence);
}

struct table *faults_table_class(const struct results *r, enum fault_class cls)
{
	bool *tried = class_tried(r);
	char *heads = class_heads(r, tried);
	struct table *t = table_new(str_dup(fault_classes[cls].name), str_dup(fault_classes[cls].title),
				    str_dup("Observed outcomes, no cost. What was seen: on the newest "
					    "kernel, stock if that was tried"),
				    heads);
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (size_t i = 0; i < n; i++)
		for (int s = 0; seen[i]->cls == cls && s < NR_SIDES; s++)
			class_row(t, r, tried, seen[i], (enum fault_side)s);
	free(heads);
	free(tried);
	free(seen);
	return t;
}

static char *metric_of(const struct fault_cell *c, const char *name)
{
	char *path = str_fmt("metrics.%s.value", name);
	char *text = results_text(c->cell ? c->cell->record : NULL, path, "-");

	free(path);
	return text;
}

/* "sparse 1, modpost 2": who warned of the mistake while it was built; "" if nobody did. */
static char *warned_by(const struct fault_cell *c)
{
	static const char *const who[] = { "compiler", "sparse", "objtool", "modpost" };
	char *text = str_dup("");

	for (size_t i = 0; i < ARRAY_SIZE(who); i++) {
		char *path = str_fmt("metrics.%s_warnings.value", who[i]);
		s64 n;

		if (c->cell && results_int(c->cell->record, path, &n) && n)
			text_add(&text, "%s%s %lld", *text ? ", " : "", who[i], (long long)n);
		free(path);
	}
	return text;
}

struct table *faults_table_load(const struct results *r, const struct result_kernel *k)
{
	struct table *t = table_new(
		str_fmt("loading-%s", k->label),
		str_fmt("What pointed at the mistake before it ran, Linux %s", k->label),
		faults_provenance(r, k),
		"id,fault,module: warned,eBPF: warned,#verifier insns,#states,#log bytes");
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (size_t i = 0; i < n; i++) {
		struct fault_cell c[NR_SIDES];

		for (int s = 0; s < NR_SIDES; s++) {
			c[s] = faults_cell(r, k->release, seen[i], PROFILE_STOCK,
					   (enum fault_side)s);
			if (!c[s].cell)
				c[s] = faults_cell(r, k->release, seen[i], PROFILE_DETECT,
						   (enum fault_side)s);
		}
		table_put(t, "%s", seen[i]->id);
		table_put(t, "`%s`", seen[i]->name);
		table_take(t, warned_by(&c[SIDE_KMOD]));
		table_take(t, warned_by(&c[SIDE_EBPF]));
		table_take(t, metric_of(&c[SIDE_EBPF], "verifier_insns"));
		table_take(t, metric_of(&c[SIDE_EBPF], "verifier_states"));
		table_take(t, metric_of(&c[SIDE_EBPF], "log_bytes"));
	}
	free(seen);
	return t;
}

struct table *faults_table_key(void)
{
	struct table *t = table_new(str_dup("outcomes"), str_dup("Outcomes, best first"),
				    str_dup(""), "symbol,outcome,what it means,counted as");

	for (int f = FATE_CLEAN; f < NR_FATES; f++) {
		table_put(t, "%s", fates[f].symbol);
		table_put(t, "`%s`", fates[f].name);
		table_put(t, "%s", fates[f].sentence);
		table_put(t, "%s", fate_groups[fates[f].group].name);
	}
	return t;
}

/* Where the same mistake ended differently on two kernels: what an upgrade changes. */
struct table *faults_table_differs(const struct results *r)
{
	const struct result_kernel *a = &r->kernels[0], *b = &r->kernels[r->nr_kernels - 1];
	char *heads = str_fmt("id,fault,side,profile,Linux %s,Linux %s", a->label, b->label);
	struct table *t = table_new(str_dup("between-kernels"), str_dup("Where kernels differ"),
				    str_dup(""), heads);
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (size_t i = 0; i < n; i++)
		for (int p = 0; p < NR_PROFILES; p++)
			for (int s = 0; s < NR_SIDES; s++) {
				struct fault_cell x =
					faults_cell(r, a->release, seen[i], (enum fault_profile)p,
						    (enum fault_side)s);
				struct fault_cell y =
					faults_cell(r, b->release, seen[i], (enum fault_profile)p,
						    (enum fault_side)s);

				if (!x.verdict || !y.verdict || x.verdict == y.verdict)
					continue;
				table_put(t, "%s", seen[i]->id);
				table_put(t, "`%s`", seen[i]->name);
				table_put(t, "%s", s == SIDE_KMOD ? "module" : "eBPF");
				table_put(t, "%s", fault_profile_names[p]);
				table_take(t, cell_word_of(seen[i], &x, (enum fault_side)s));
				table_take(t, cell_word_of(seen[i], &y, (enum fault_side)s));
			}
	free(heads);
	free(seen);
	return t;
}

struct table *faults_csv(const struct results *r)
{
	struct table *t = table_new(
		str_dup("faults"), str_dup(""), str_dup(""),
		"kernel,id,fault,class,core,profile,arm,verdict,recovered,outcome,reason");
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (size_t k = 0; k < r->nr_kernels; k++)
		for (size_t i = 0; i < n; i++)
			for (int p = 0; p < NR_PROFILES; p++)
				for (int s = 0; s < NR_SIDES; s++) {
					struct fault_cell c = faults_cell(
						r, r->kernels[k].release, seen[i],
						(enum fault_profile)p, (enum fault_side)s);

					if (!c.cell)
						continue;
					table_put(t, "%s", r->kernels[k].release);
					table_put(t, "%s", seen[i]->id);
					table_put(t, "%s", seen[i]->name);
					table_put(t, "%s", fault_classes[seen[i]->cls].name);
					table_put(t, "%s", seen[i]->core ? "yes" : "no");
					table_put(t, "%s", fault_profile_names[p]);
					table_put(t, "%s", fault_side_names[s]);
					table_put(t, "%s", c.verdict ? fates[c.verdict].name : "");
					table_put(t, "%s",
						  c.verdict ? c.recovered ? "yes" : "no" : "");
					table_put(t, "%s", outcome_name(c.cell->outcome));
					table_put(t, "%s", c.cell->reason);
				}
	free(seen);
	return t;
}
