// SPDX-License-Identifier: GPL-2.0-only
/*
 * list - the verb that says what exists, and why a thing cannot run on this machine itself.
 *
 * One array of JSON objects per kind is built and then either printed or laid out as text, so that
 * both forms always say the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "export.h"
#include "failure.h"
#include "fault.h"
#include "registry.h"
#include "safety/detector.h"
#include "strategy.h"
#include "structure.h"
#include "tool.h"
#include "verbs.h"
#include "vm/kernels.h"

static json_t *list_entry(const char *name, const char *summary, const struct needs *needs)
{
	char *unmet = needs ? needs_unmet(needs, needs_machine()) : NULL;
	json_t *o = json_pack("{s:s, s:s}", "name", name, "summary", summary);

	/* A guest brings its own kernel: this is about the host alone. */
	if (unmet)
		json_object_set_new(o, "not_on_this_host", json_string(unmet));
	free(unmet);
	return o;
}

#define LIST_KIND(kind, text)                                                                      \
	static json_t *list_##kind##s(void)                                                        \
	{                                                                                          \
		json_t *a = json_array();                                                          \
                                                                                                   \
		for (const struct kind *const *p = kind##s; *p; p++)                               \
			json_array_append_new(a, list_entry((*p)->name, (*p)->text, &(*p)->needs)); \
		return a;                                                                          \
	}

LIST_KIND(workload, summary)
LIST_KIND(collector, summary)
LIST_KIND(backend, summary)
LIST_KIND(experiment, question)

static json_t *list_strategies(void)
{
	json_t *a = json_array();

	for (const struct strategy *const *s = strategies; *s; s++) {
		char *name = str_fmt("%s/%s", (*s)->arm, (*s)->name);

		json_array_append_new(a, list_entry(name, (*s)->summary, &(*s)->needs));
		free(name);
	}
	return a;
}

static json_t *list_hooks(void)
{
	json_t *a = json_array();

	for (const struct hook *h = hooks; h->name; h++)
		json_array_append_new(a, list_entry(h->name, h->summary, NULL));
	return a;
}

static json_t *list_mechs(void)
{
	json_t *a = json_array();

	for (const struct mech *m = mechs; m->name; m++) {
		char *name = str_fmt("%s/%s/%s", m->arm, m->hook, m->name);

		json_array_append_new(a, list_entry(name, m->summary, &m->needs));
		free(name);
	}
	return a;
}

static json_t *list_tools(void)
{
	json_t *a = json_array();

	for (const struct tool *const *t = tools; *t; t++)
		json_array_append_new(a, list_entry((*t)->name, (*t)->summary, NULL));
	return a;
}

static json_t *list_structures(void)
{
	json_t *a = json_array();

	for (const struct structure *const *s = structures; *s; s++) {
		char *name = str_fmt("%s/%s", (*s)->arm, (*s)->name);

		json_array_append_new(a, list_entry(name, (*s)->summary, &(*s)->needs));
		free(name);
	}
	return a;
}

static json_t *list_failures(void)
{
	json_t *a = json_array();

	for (const struct failure *const *f = failures; *f; f++)
		json_array_append_new(a, list_entry((*f)->name, (*f)->summary, NULL));
	return a;
}

static json_t *list_faults(void)
{
	json_t *a = json_array();

	for (const struct fault *const *f = faults; *f; f++) {
		const char *class = fault_classes[(*f)->cls].name;
		char *text = str_fmt("%s%s, %s: %s", (*f)->id, (*f)->core ? "*" : "", class, (*f)->mistake);
		json_t *o = list_entry((*f)->name, text, NULL);

		json_object_set_new(o, "class", json_string(class));
		json_object_set_new(o, "starred", json_boolean((*f)->core));
		json_array_append_new(a, o);
		free(text);
	}
	return a;
}

/* What can become of a fault, best first. */
static json_t *list_outcomes(void)
{
	json_t *a = json_array();

	for (int f = FATE_UNSET + 1; f < NR_FATES; f++) {
		json_t *o = list_entry(fates[f].name, fates[f].sentence, NULL);

		json_object_set_new(o, "symbol", json_string(fates[f].symbol));
		json_object_set_new(o, "counted_as", json_string(fate_groups[fates[f].group].name));
		json_array_append_new(a, o);
	}
	return a;
}

/* Who notices what a fault does. */
static json_t *list_detectors(void)
{
	json_t *a = json_array();

	for (int d = 0; d < NR_DETECTORS; d++) {
		json_t *o = list_entry(detectors[d].name, detectors[d].sees, NULL);

		if (detectors[d].idle)
			json_object_set_new(o, "idle", json_string(detectors[d].idle));
		json_array_append_new(a, o);
	}
	return a;
}

static json_t *list_exporters(void)
{
	json_t *a = json_array();

	for (const struct exporter *const *e = exporters; *e; e++)
		json_array_append_new(a, list_entry((*e)->name, (*e)->summary, NULL));
	return a;
}

static bool list_everything; /* --all */

static json_t *list_kernels(void)
{
	struct kernel_entry *list;
	int n = list_everything ? kernel_list_all(&list) : kernel_list(&list);
	json_t *a = json_array();

	for (int i = 0; i < n; i++) {
		char *what = str_fmt("series %s, package %s%s%s%s%s", list[i].series, list[i].version,
				     list[i].suite ? ", from " : "",
				     list[i].suite ? list[i].suite : "",
				     list[i].cached ? ", cached" : "",
				     list[i].is_default ? ", the default" : "");
		json_t *o = list_entry(list[i].release, what, NULL);

		json_object_set_new(o, "series", json_string(list[i].series));
		if (list[i].suite)
			json_object_set_new(o, "suite", json_string(list[i].suite));
		json_object_set_new(o, "cached", json_boolean(list[i].cached));
		json_object_set_new(o, "default", json_boolean(list[i].is_default));
		json_array_append_new(a, o);
		free(what);
	}
	if (n >= 0)
		kernel_list_free(list, n);
	return n < 0 ? NULL : a;
}

/*
 * Every kind, in the order of the listing: one table for that, the usage line and the messages. The last column:
 * long, or slow to make, so it is shown only when it is named.
 */
#define LIST_KINDS(first, more)                                                                    \
	first(experiments, list_experiments, false)                                                \
	more(workloads, list_workloads, false)                                                     \
	more(collectors, list_collectors, false)                                                   \
	more(hooks, list_hooks, false)                                                             \
	more(mechs, list_mechs, false)                                                             \
	more(arms, list_backends, false)                                                           \
	more(strategies, list_strategies, false)                                                   \
	more(structures, list_structures, false)                                                   \
	more(tools, list_tools, false)                                                             \
	more(exporters, list_exporters, false)                                                     \
	more(failures, list_failures, true)                                                        \
	more(faults, list_faults, true)                                                            \
	more(outcomes, list_outcomes, true)                                                        \
	more(detectors, list_detectors, true)                                                      \
	more(kernels, list_kernels, true)

#define LIST_ROW(kind, make, slow) { #kind, make, slow },
#define LIST_NAME(kind, make, slow) #kind
#define LIST_BAR(kind, make, slow) "|" #kind
#define LIST_COMMA(kind, make, slow) ", " #kind

static const struct {
	const char *kind;
	json_t *(*make)(void);
	bool long_or_slow; /* only when named */
} list_kinds[] = { LIST_KINDS(LIST_ROW, LIST_ROW) };

struct list_opts {
	bool json, all;
};

static const struct arg_def list_defs[] = {
	{ "json", 0, ARG_FLAG, NULL, "one JSON object: kind to array of entries",
	  offsetof(struct list_opts, json), 0, 0 },
	{ "all", 0, ARG_FLAG, NULL, "kernels of every suite of the distribution, not the host's alone",
	  offsetof(struct list_opts, all), 0, 0 },
	{ .name = NULL },
};

static void list_print(const char *kind, json_t *entries)
{
	json_t *e;
	size_t i, width = 0;

	json_array_foreach(entries, i, e)
		if (json_string_length(json_object_get(e, "name")) > width)
			width = json_string_length(json_object_get(e, "name"));
	printf("%s:\n", kind);
	json_array_foreach(entries, i, e) {
		const char *not = json_string_value(json_object_get(e, "not_on_this_host"));

		printf("  %-*s  %s%s%s%s\n", (int)width, json_string_value(json_object_get(e, "name")),
		       json_string_value(json_object_get(e, "summary")), not? " [not on this host: " : "",
		       not? not: "", not? "]" : "");
	}
}

static int list_main(int argc, char **argv)
{
	struct list_opts opts = { 0 };
	struct arg_list want = { .n = 0 };
	int code = args_parse(&verb_list, argc, argv, &opts, &want), shown = 0;
	json_t *all;

	if (code)
		return code - 1;
	if (want.n > 1) {
		log_err("list: one kind at a time, or none for all");
		return PB_EXIT_USAGE;
	}
	list_everything = opts.all;
	all = json_object();
	for (size_t i = 0; i < ARRAY_SIZE(list_kinds) && !code; i++) {
		bool named = want.n && !strcmp(want.v[0], list_kinds[i].kind);
		json_t *entries;

		if (want.n ? !named : list_kinds[i].long_or_slow)
			continue;
		entries = list_kinds[i].make();
		if (!entries)
			code = PB_EXIT_ENV;
		json_object_set_new(all, list_kinds[i].kind, entries);
		if (entries && !opts.json)
			list_print(list_kinds[i].kind, entries);
		shown++;
	}
	if (!shown) {
		log_err("list: there is no kind \"%s\"; there are " LIST_KINDS(LIST_NAME, LIST_COMMA), want.v[0]);
		code = PB_EXIT_USAGE;
	}
	if (opts.json && !code) {
		json_dumpf(all, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
		putchar('\n');
	}
	json_decref(all);
	return code;
}

static const char *const list_examples[] = {
	"probebench list", "everything but failures, faults, outcomes, detectors and kernels",
	"probebench list faults", "mistakes of `safety`; a star marks those of the core set",
	"probebench list failures", "ways in which an upgrade can go wrong: `upfail`",
	"probebench list outcomes", "what can become of one, best first",
	"probebench list detectors", "who notices it",
	"probebench list kernels", "kernels that the package index offers or the cache holds",
	"probebench list workloads --json", "for a script",
	NULL,
};

const struct verb verb_list = {
	.name = "list",
	.args = "[" LIST_KINDS(LIST_NAME, LIST_BAR) "]",
	.summary = "Say what exists, and why a thing cannot run on this host itself.",
	.defs = list_defs,
	.examples = list_examples,
	.main = list_main,
};
