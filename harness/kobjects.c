// SPDX-License-Identifier: GPL-2.0-only
/*
 * kobjects - what of a collector the kernel holds at a moment: modules, BPF objects, probes, pins.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "files.h"
#include "kobjects.h"

const char *const kobject_names[KOBJ_KINDS] = {
	[KOBJ_MODULE] = "modules", [KOBJ_PROG] = "progs", [KOBJ_MAP] = "maps", [KOBJ_LINK] = "links",
	[KOBJ_BTF] = "btfs", [KOBJ_KPROBE] = "kprobes", [KOBJ_PIN] = "pins",
};

static void kobjects_add(struct kobjects *k, enum kobject_kind kind, char *name)
{
	k->v[kind] = mem_grow(k->v[kind], k->n[kind] + 1, sizeof(*k->v[kind]));
	k->v[kind][k->n[kind]++] = name;
}

static int kobjects_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The first @words words of each line. */
static void kobjects_lines(struct kobjects *k, enum kobject_kind kind, const char *path, int words)
{
	char *text = NULL, *save = NULL;

	if (file_read(path, &text, NULL))
		return;
	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		size_t len = 0;

		for (int i = 0; i < words; i++) {
			len += strspn(l + len, " ");
			len += strcspn(l + len, " ");
		}
		kobjects_add(k, kind, str_fmt("%.*s", (int)len, l));
	}
	free(text);
}

static void kobjects_ids(struct kobjects *k, enum kobject_kind kind, int (*next)(u32 id, u32 *next))
{
	u32 id = 0;

	while (!next(id, &id))
		kobjects_add(k, kind, str_fmt("%u", id));
}

static void kobjects_pins(struct kobjects *k, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *path = str_fmt("%s/%s", dir, e->d_name);

		if (*e->d_name == '.')
			free(path);
		else if (e->d_type == DT_DIR) {
			kobjects_pins(k, path);
			free(path);
		} else {
			kobjects_add(k, KOBJ_PIN, path);
		}
	}
	if (d)
		closedir(d);
}

void kobjects_take(struct kobjects *k, const char *pins)
{
	*k = (struct kobjects){ 0 };
	kobjects_lines(k, KOBJ_MODULE, "/proc/modules", 1);
	kobjects_ids(k, KOBJ_PROG, bpf_prog_get_next_id);
	kobjects_ids(k, KOBJ_MAP, bpf_map_get_next_id);
	kobjects_ids(k, KOBJ_LINK, bpf_link_get_next_id);
	kobjects_ids(k, KOBJ_BTF, bpf_btf_get_next_id);
	/* A probe that stands on a function through ftrace changes its last words, not its first two. */
	kobjects_lines(k, KOBJ_KPROBE, "/sys/kernel/debug/kprobes/list", 2);
	if (pins)
		kobjects_pins(k, pins);
	for (int kind = 0; kind < KOBJ_KINDS; kind++)
		if (k->n[kind])
			qsort(k->v[kind], k->n[kind], sizeof(*k->v[kind]), kobjects_order);
}

void kobjects_free(struct kobjects *k)
{
	for (int kind = 0; kind < KOBJ_KINDS; kind++) {
		for (size_t i = 0; i < k->n[kind]; i++)
			free(k->v[kind][i]);
		free(k->v[kind]);
	}
	*k = (struct kobjects){ 0 };
}

/* Both are sorted, and a name may be there twice: two probes at one address. */
json_t *kobjects_new(const struct kobjects *before, const struct kobjects *after, enum kobject_kind kind)
{
	json_t *fresh = json_array();
	size_t b = 0;

	for (size_t a = 0; a < after->n[kind]; a++) {
		int order = -1;

		while (b < before->n[kind] && (order = strcmp(after->v[kind][a], before->v[kind][b])) > 0)
			b++;
		if (b < before->n[kind] && !order)
			b++;
		else
			json_array_append_new(fresh, json_string(after->v[kind][a]));
	}
	return fresh;
}

json_t *kobjects_diff(const struct kobjects *before, const struct kobjects *after)
{
	json_t *diff = json_object();

	for (int kind = 0; kind < KOBJ_KINDS; kind++) {
		json_t *fresh = kobjects_new(before, after, (enum kobject_kind)kind);

		if (json_array_size(fresh))
			json_object_set_new(diff, kobject_names[kind],
					    json_integer((json_int_t)json_array_size(fresh)));
		json_decref(fresh);
	}
	return diff;
}

char *kobjects_module_state(const char *name)
{
	char *text = NULL, *save = NULL, *state = NULL, word[32];

	if (file_read("/proc/modules", &text, NULL))
		return NULL;
	for (char *l = strtok_r(text, "\n", &save); l && !state; l = strtok_r(NULL, "\n", &save)) {
		size_t len = strlen(name);

		/* name size refcount users state address [taints] */
		if (!strncmp(l, name, len) && l[len] == ' ' &&
		    sscanf(l + len, "%*s %*s %*s %31s", word) == 1)
			state = str_dup(word);
	}
	free(text);
	return state;
}
