// SPDX-License-Identifier: GPL-2.0-only
/*
 * ask - in the guest: everything that one side can reach, as metrics and lists of a cell.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>

#include "files.h"
#include "reach/ask.h"
#include "reach/bpf.h"
#include "reach/ksyms.h"
#include "record.h"
#include "registry.h"

#define TRACING	     "/sys/kernel/tracing/"
#define ASK_WORKLOAD "getppid"

/* The answer of a configuration to "CONFIG_KPROBES": "y", "m", a value, or "n". */
static json_t *config_value(const char *text, const char *option)
{
	char *line = str_fmt("\n%s=", option);
	const char *at = text ? strstr(text, line) : NULL;
	json_t *value;

	if (at)
		at += strlen(line);
	value = !text ? json_string("unknown") : at ? json_stringn(at, strcspn(at, "\n")) : json_string("n");
	free(line);
	return value;
}

static void config_add(json_t *config, const char *text, const char *option)
{
	char *name = str_fmt("%.*s", (int)strcspn(option, "="), option);

	if (!json_object_get(config, name))
		json_object_set_new(config, name, config_value(text, name));
	free(name);
}

json_t *ask_config(const char *arm, const char *text)
{
	json_t *config = json_object();

	for (const struct mech *m = mechs; m->name; m++) {
		if (strcmp(m->arm, arm))
			continue;
		if (m->needs.modules)
			config_add(config, text, "CONFIG_MODULES");
		if (m->needs.btf)
			config_add(config, text, "CONFIG_DEBUG_INFO_BTF");
		for (const char *const *k = m->needs.kconfig; k && *k; k++)
			config_add(config, text, *k);
	}
	return config;
}

json_t *ask_settings(void)
{
	static const char *const files[] = {
		"kernel/unprivileged_bpf_disabled", "kernel/perf_event_paranoid", "kernel/kptr_restrict",
		"kernel/modules_disabled",	    "net/core/bpf_jit_enable",	  NULL,
	};
	json_t *settings = json_object();

	for (const char *const *f = files; *f; f++) {
		char *path = str_fmt("/proc/sys/%s", *f), *line = file_line(path);
		char *name = str_replace(*f, "/", ".");

		json_object_set_new(settings, name, line ? json_string(line) : json_null());
		free(name);
		free(line);
		free(path);
	}
	return settings;
}

/* Both sides attach to the same functions by kprobe; what they attach by otherwise is their own. */
static int ask_places(struct cell_run *run, struct ksyms *s)
{
	char *text, *blacklist = NULL, *events = NULL;
	struct probeable p;
	int err = file_read("/proc/kallsyms", &text, NULL);

	if (err)
		return cell_end(run, OUTCOME_BROKEN, "/proc/kallsyms: %s", strerror(-err));
	if (ksyms_parse(text, s))
		return cell_end(run, OUTCOME_BROKEN, "/proc/kallsyms has no addresses (kptr_restrict)");
	file_read("/sys/kernel/debug/kprobes/blacklist", &blacklist, NULL);
	file_read(TRACING "available_events", &events, NULL);
	ksyms_probeable(s, blacklist, &p);
	record_count(run->record, "functions", (s64)p.functions, "functions");
	record_count(run->record, "kprobe_functions", (s64)p.kprobe, "functions");
	record_count(run->record, "ambiguous_names", (s64)p.ambiguous, "names");
	record_count(run->record, "trace_events", (s64)lines_of_image(events), "tracepoints");
	free(events);
	free(blacklist);
	return 0;
}

static u64 ksyms_with(const struct ksyms *s, const char *prefix)
{
	u64 n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += str_starts(s->v[i].name, prefix);
	return n;
}

void ask_module(struct cell_run *run)
{
	struct exports own, built, modules;
	char *symvers = NULL, *traced = NULL;
	struct ksyms s;

	if (ask_places(run, &s))
		return;
	file_read(REACH_SYMVERS, &symvers, NULL);
	file_read(TRACING "available_filter_functions", &traced, NULL);
	ksyms_exports(&s, &own);
	symvers_exports(symvers, &built, &modules);
	json_object_set_new(run->record, "exports_from",
			    json_string(own.known ? "kallsyms" : built.known ? "Module.symvers" : "nowhere"));
	if (own.known || built.known)
		record_count(run->record, "exported_symbols", (s64)(own.known ? own.all : built.all), "symbols");
	/* Which of them are for the GPL only is in the headers where the kernel does not keep them apart. */
	if (own.gpl_known || built.gpl_known)
		record_count(run->record, "exported_gpl", (s64)(own.gpl_known ? own.gpl : built.gpl), "symbols");
	if (own.known)
		record_count(run->record, "exported_functions", (s64)own.functions, "functions");
	if (modules.known)
		record_count(run->record, "exported_by_modules", (s64)modules.all, "symbols");
	record_count(run->record, "ftrace_functions", (s64)lines_of_image(traced), "functions");
	/* A module finds any tracepoint by the kernel's own list, with a trace event or without one. */
	record_count(run->record, "tracepoints", (s64)ksyms_with(&s, "__tracepoint_"), "tracepoints");
	free(traced);
	free(symvers);
	ksyms_free(&s);
}

static void ask_tick(void *ctx)
{
	struct cell_run *run = ctx;

	cell_note(run, json_pack("{s:s}", "asking", "eBPF"));
}

static void ask_typed(struct cell_run *run, const struct btf *btf)
{
	const char **names;
	size_t n = btf_functions(btf, &names);
	char *traced = NULL;

	file_read(TRACING "available_filter_functions", &traced, NULL);
	record_count(run->record, "btf_functions", (s64)n, "functions");
	record_count(run->record, "fentry_functions", (s64)lines_among(traced, names, n), "functions");
	free(traced);
	free(names);
}

static void ask_found(struct cell_run *run, json_t *found)
{
	static const struct {
		const char *metric, *list, *unit;
	} counts[] = {
		{ "program_types", "program_types", "types" }, { "map_types", "map_types", "types" },
		{ "helpers", "helpers", "functions" },	       { "kfuncs", "kfuncs", "functions" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		json_t *list = json_object_get(found, counts[i].list);

		record_count(run->record, counts[i].metric,
			     (s64)(json_is_object(list) ? json_object_size(list) : json_array_size(list)),
			     counts[i].unit);
	}
	json_object_set_new(run->record, "bpf", found);
}

void ask_program(struct cell_run *run)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct ksyms s;

	if (ask_places(run, &s))
		return;
	/* What raw_tp and tp_btf attach to: tracepoints whose arguments eBPF was told. */
	record_count(run->record, "tracepoints", (s64)ksyms_with(&s, "__bpf_trace_tp_map_"), "tracepoints");
	if (btf) {
		ask_typed(run, btf);
		ask_found(run, reach_bpf(btf, &s, workload_find(ASK_WORKLOAD)->func, ask_tick, run));
	} else {
		cell_end(run, OUTCOME_SKIP, "the kernel has no BTF that this program can read (%s)", strerror(errno));
	}
	btf__free(btf);
	ksyms_free(&s);
}
