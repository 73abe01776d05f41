// SPDX-License-Identifier: GPL-2.0-only
/*
 * reach_rights - what each side must be allowed to do: capabilities, refusals, locked machines.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/cost.h"
#include "report/reach.h"

/* "bpf + perfmon", or of two sets "bpf + perfmon or sys_admin"; caller frees. */
static char *reach_sets(const json_t *mech)
{
	char *text = NULL;
	json_t *set, *name;
	size_t i, k;

	json_array_foreach(json_object_get(mech, "sets"), i, set) {
		text_add(&text, "%s", i ? " or " : "");
		json_array_foreach(set, k, name)
			text_add(&text, "%s%s", k ? " + " : "", json_string_value(name));
		text_add(&text, "%s", json_array_size(set) ? "" : "none");
	}
	return text ? text : str_dup("does not work");
}

static const json_t *reach_mech(const struct result_cell *c, const struct mech *m)
{
	json_t *one;
	size_t i;

	json_array_foreach(c ? json_object_get(c->record, "mechs") : NULL, i, one) {
		const char *name = json_string_value(json_object_get(one, "mech"));
		const char *hook = json_string_value(json_object_get(one, "hook"));

		if (name && hook && !strcmp(name, m->name) && !strcmp(hook, m->hook))
			return one;
	}
	return NULL;
}

struct table *reach_privileges(const struct results *r)
{
	struct table *t = reach_new(r, "reach-privileges", str_dup("Capabilities that are enough, each of them needed"),
				    "side,hook,mechanism", false);

	for (const struct mech *m = mechs; m->name; m++) {
		bool any = false;

		for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++)
			any |= reach_mech(reach_cell(r, k->release, "stock", m->arm), m) != NULL;
		if (!any)
			continue;
		table_put(t, "%s", arm_text(m->arm));
		table_put(t, "%s", m->hook);
		table_put(t, "%s", m->name);
		for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
			const json_t *one = reach_mech(reach_cell(r, k->release, "stock", m->arm), m);

			table_take(t, one ? reach_sets(one) : str_dup("not built in"));
		}
	}
	return t;
}

const char *reach_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

struct table *reach_refusals(const struct results *r)
{
	const char *kernel = r->nr_kernels ? r->kernels[r->nr_kernels - 1].release : "";
	struct table *t = table_new(str_dup("reach-refusals"),
				    str_fmt("What was said when one capability was missing: Linux %s",
					    r->nr_kernels ? r->kernels[r->nr_kernels - 1].label : "-"),
				    str_dup(""), "side,without,for example,said");
	json_t *one, *no, *seen = json_object();
	size_t i, k;

	for (size_t a = 0; a < ARRAY_SIZE(reach_arms); a++) {
		const struct result_cell *c = reach_cell(r, kernel, "stock", reach_arms[a]);

		json_array_foreach(c ? json_object_get(c->record, "mechs") : NULL, i, one)
			json_array_foreach(json_object_get(one, "refusals"), k, no) {
				const char *said = reach_text(no, "evidence"), *without = reach_text(no, "without");
				char *key = str_fmt("%s %s %.*s", reach_arms[a], without, (int)strcspn(said, " "), said);

				if (!json_object_get(seen, key)) {
					table_put(t, "%s", arm_text(reach_arms[a]));
					table_put(t, "%s", without);
					table_put(t, "%s", reach_text(one, "mech"));
					table_put(t, "`%s`", said);
				}
				json_object_set_new(seen, key, json_true());
				free(key);
			}
	}
	json_decref(seen);
	return t;
}

/* How many mechanisms work there, or why the boot says nothing; the first refusal. */
static char *reach_boot_text(const struct result_cell *c)
{
	s64 tried = 0, works = 0;

	if (!c)
		return str_dup("-");
	if (c->outcome == OUTCOME_SKIP || c->outcome == OUTCOME_BROKEN)
		return str_dup(outcome_name(c->outcome));
	results_int(c->record, "metrics.mechs_tried.value", &tried);
	results_int(c->record, "metrics.mechs_working.value", &works);
	return str_fmt("%lld of %lld", (long long)works, (long long)tried);
}

static const char *reach_boot_said(const struct result_cell *c)
{
	json_t *one;
	size_t i;

	json_array_foreach(c ? json_object_get(c->record, "mechs") : NULL, i, one)
		if (!json_is_true(json_object_get(one, "works")))
			return reach_text(one, "evidence");
	return c && c->outcome == OUTCOME_SKIP ? c->reason : "";
}

struct table *reach_locked(const struct results *r)
{
	static const char *const boots[][2] = { { "stock", "as Debian boots it" },
						{ "lockdown", "`lockdown=integrity`" },
						{ "signed", "`module.sig_enforce=1`" } };
	struct table *t = reach_new(r, "reach-locked", str_dup("Mechanisms that root may use, of those built in"),
				    "boot,side", false);

	table_column(t, false, "refused with");
	for (size_t b = 0; b < ARRAY_SIZE(boots); b++)
		for (size_t a = 0; a < ARRAY_SIZE(reach_arms); a++) {
			const char *said = "";

			table_put(t, "%s", boots[b][1]);
			table_put(t, "%s", arm_text(reach_arms[a]));
			for (const struct result_kernel *k = r->kernels; k < r->kernels + r->nr_kernels; k++) {
				const struct result_cell *c = reach_cell(r, k->release, boots[b][0], reach_arms[a]);

				table_take(t, reach_boot_text(c));
				said = *said ? said : reach_boot_said(c);
			}
			table_put(t, *said ? "`%s`" : "%s", said);
		}
	return t;
}
