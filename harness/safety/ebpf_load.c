// SPDX-License-Identifier: GPL-2.0-only
/*
 * ebpf_load - the eBPF side of an attempt, through libbpf.
 *
 * A program is loaded with the verifier's statistics alone first: a full log of a program that is fine can
 * overflow its buffer, and the load then fails for that. Only a refusal is repeated with the log.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "safety/build.h"
#include "safety/loader.h"

#define LOG_STATS  4
#define LOG_TEXT   1
#define LOG_BYTES  (16u << 20) /* what 6.1 accepts at most */
#define PIN_FOLDER "/sys/fs/bpf/pb"
#define MAX_LINKS  32

static struct bpf_object *ebpf_object;
static struct bpf_link *ebpf_links[MAX_LINKS];
static size_t ebpf_nr_links;
static char *ebpf_said; /* by libbpf, warnings and errors */

static int ebpf_print(enum libbpf_print_level level, const char *format, va_list args)
{
	char *line = NULL;

	if (level == LIBBPF_DEBUG || vasprintf(&line, format, args) < 0)
		return 0;
	/* The verifier's log is kept once, by us. */
	if (!strstr(line, "BEGIN PROG LOAD LOG"))
		text_add(&ebpf_said, "%s", line);
	free(line);
	return 0;
}

static struct bpf_object *ebpf_open(const char *path, u32 level, char *log, size_t size)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .kernel_log_level = level, .kernel_log_buf = log,
		    .kernel_log_size = size);

	return bpf_object__open_file(path, &opts);
}

/* "processed 57 insns (limit 1000000) max_states_per_insn 0 total_states 4 peak_states 4 mark_read 2" */
static void ebpf_statistics(json_t *facts, const char *log)
{
	unsigned long long insns = 0, states = 0, peak = 0, us = 0;
	const char *p;

	for (p = log; (p = strstr(p, "processed ")); p++) {
		unsigned long long n, total, most;

		if (sscanf(p,
			   "processed %llu insns (limit %*u) max_states_per_insn %*u total_states %llu peak_states %llu",
			   &n, &total, &most) != 3)
			continue;
		insns += n;
		states += total;
		peak = most > peak ? most : peak;
	}
	for (p = log; (p = strstr(p, "verification time ")); p++)
		us += strtoull(p + strlen("verification time "), NULL, 10);
	if (!insns)
		return;
	json_object_set_new(facts, "verifier_insns", json_integer((json_int_t)insns));
	json_object_set_new(facts, "verifier_states", json_integer((json_int_t)states));
	json_object_set_new(facts, "verifier_peak_states", json_integer((json_int_t)peak));
	json_object_set_new(facts, "verification_us", json_integer((json_int_t)us));
}

static int ebpf_prepare(struct attempt *a, struct bpf_object *obj)
{
	return a->half->prepare ? a->half->prepare(obj) : 0;
}

/*
 * What the verifier says: @brief is its log without the states, which has the decisive line too; the full
 * one is for its length, and is not asked for where it could only overflow.
 */
static int ebpf_explain(struct attempt *a, const char *path, json_t *facts, int err, const char *brief)
{
	char *log = mem_alloc(LOG_BYTES, 1), *full, *said;
	struct bpf_object *obj = err == -E2BIG ? NULL : ebpf_open(path, LOG_TEXT | LOG_STATS, log, LOG_BYTES);

	if (obj && !ebpf_prepare(a, obj))
		bpf_object__load(obj);
	ebpf_statistics(facts, brief);
	if (obj)
		json_object_set_new(facts, "log_bytes", json_integer((json_int_t)strlen(log)));
	full = log_digest(log, a->half->expect);
	said = str_fmt("%.1000s%s%s", brief, full, ebpf_said ? ebpf_said : "");
	load_refused(facts, "load", -err, said);
	free(said);
	free(full);
	bpf_object__close(obj);
	free(log);
	return err;
}

static void ebpf_places(struct bpf_object *obj, json_t *facts)
{
	const struct btf *btf = bpf_object__btf(obj);
	s32 id = btf ? btf__find_by_name_kind(btf, ".bss", BTF_KIND_DATASEC) : -1;
	const struct btf_type *sec = id > 0 ? btf__type_by_id(btf, (u32)id) : NULL;
	const struct btf_var_secinfo *v = sec ? btf_var_secinfos(sec) : NULL;
	struct bpf_map *map;

	for (int i = 0; sec && i < btf_vlen(sec); i++) {
		const char *name =
			btf__name_by_offset(btf, btf__type_by_id(btf, v[i].type)->name_off);

		if (!strcmp(name, "hits") || !strcmp(name, "evidence"))
			json_object_set_new(facts, name, json_integer(v[i].offset));
	}
	bpf_object__for_each_map(map, obj)
	{
		struct bpf_map_info info = { 0 };
		u32 len = sizeof(info);

		if (!bpf_map__is_internal(map) || !strstr(bpf_map__name(map), ".bss") ||
		    bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &len))
			continue;
		json_object_set_new(facts, "bss_id", json_integer(info.id));
		json_object_set_new(facts, "bss_size", json_integer(info.value_size));
	}
}

static int ebpf_attach(struct attempt *a, json_t *facts)
{
	int times = a->fault->action == ACT_TWICE ? 2 : 1;
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, ebpf_object)
	{
		if (!bpf_program__autoload(prog) || !bpf_program__autoattach(prog))
			continue;
		for (int i = 0; i < times && ebpf_nr_links < MAX_LINKS; i++) {
			struct bpf_link *link = bpf_program__attach(prog);

			if (!link)
				return load_refused(facts, "attach", errno,
						    ebpf_said ? ebpf_said : strerror(errno));
			ebpf_links[ebpf_nr_links++] = link;
		}
	}
	return 0;
}

static int ebpf_pin(json_t *facts)
{
	int err = mkdir(PIN_FOLDER, 0700) && errno != EEXIST ? -errno : 0;

	for (size_t i = 0; !err && i < ebpf_nr_links; i++) {
		char *path = str_fmt(PIN_FOLDER "/link%zu", i);

		err = bpf_link__pin(ebpf_links[i], path);
		free(path);
	}
	if (!err)
		err = bpf_object__pin(ebpf_object, PIN_FOLDER);
	return err ? load_refused(facts, "attach", -err, "pinning failed") : 0;
}

int ebpf_load(struct attempt *a, json_t *facts)
{
	char *path = str_fmt("%s/%s.bpf.o", FAULT_FILES, a->fault->name);
	char *log_path = str_fmt("%s/%s.ebpf.log", FAULT_FILES, a->fault->name), *text = NULL;
	static char stats[65536];
	int err = 0;

	libbpf_set_print(ebpf_print);
	if (!file_exists(path)) {
		err = load_refused(facts, "build", 0,
				   file_read(log_path, &text, NULL) ? "no object" : text);
		goto out;
	}
	ebpf_object = ebpf_open(path, LOG_STATS, stats, sizeof(stats));
	if (!ebpf_object) {
		err = load_refused(facts, "load", errno, ebpf_said ? ebpf_said : strerror(errno));
		goto out;
	}
	err = ebpf_prepare(a, ebpf_object);
	if (!err)
		err = bpf_object__load(ebpf_object);
	if (err) {
		ebpf_explain(a, path, facts, err, stats);
		goto out;
	}
	ebpf_statistics(facts, stats);
	ebpf_places(ebpf_object, facts);
	if (a->half->prepare_loaded && (err = a->half->prepare_loaded(ebpf_object))) {
		load_refused(facts, "load", -err, "preparing what was loaded failed");
		goto out;
	}
	if (!a->half->attach_only_load)
		err = ebpf_attach(a, facts);
	if (!err && a->fault->action == ACT_PIN)
		err = ebpf_pin(facts);
out:
	free(text);
	free(log_path);
	free(path);
	return err;
}

s64 ebpf_refused_entries(void)
{
	struct bpf_program *prog;
	s64 refused = 0;

	if (!ebpf_object)
		return 0;
	bpf_object__for_each_program(prog, ebpf_object)
	{
		struct bpf_prog_info info = { 0 };
		u32 len = sizeof(info);

		if (bpf_program__fd(prog) >= 0 && !bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &len))
			refused += (s64)info.recursion_misses;
	}
	return refused;
}

int ebpf_unload(struct attempt *a)
{
	int err = 0;

	for (size_t i = 0; i < ebpf_nr_links; i++)
		if (bpf_link__destroy(ebpf_links[i]))
			err = -EIO;
	ebpf_nr_links = 0;
	bpf_object__close(ebpf_object);
	ebpf_object = NULL;
	return err;
}
