/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kobjects - what of a collector the kernel holds at a moment: modules, BPF objects, probes, pins.
 *
 * Two snapshots and their difference say what a step left behind, and what an attached collector
 * occupies, whoever made it and by whatever interface.
 */
#ifndef PB_KOBJECTS_H
#define PB_KOBJECTS_H

#include <jansson.h>

#include "base.h"

enum kobject_kind {
	KOBJ_MODULE, /* lines of /proc/modules */
	KOBJ_PROG,
	KOBJ_MAP,
	KOBJ_LINK,
	KOBJ_BTF,
	KOBJ_KPROBE, /* lines of kprobes/list; 0 without debugfs */
	KOBJ_PIN,    /* files below the folder of pins */
	KOBJ_KINDS
};

/* "modules", "progs", ...: the names by which results know them. */
extern const char *const kobject_names[KOBJ_KINDS];

/* Sorted names: a module's, a pin's, a probe's address and kind, a BPF object's id in decimal. */
struct kobjects {
	char **v[KOBJ_KINDS];
	size_t n[KOBJ_KINDS];
};

/*
 * Take a snapshot; @pins: folder in a BPF file system, or NULL. What this kernel or this user cannot list
 * is empty. kobjects_free() is due.
 */
void kobjects_take(struct kobjects *k, const char *pins);
void kobjects_free(struct kobjects *k);

/* Names of @kind in @after that @before lacks, as an array of strings. */
json_t *kobjects_new(const struct kobjects *before, const struct kobjects *after, enum kobject_kind kind);

/* How many of each kind are in @after and not in @before: {"modules": 1, ...}, kinds with none left out. */
json_t *kobjects_diff(const struct kobjects *before, const struct kobjects *after);

/* State of module @name: the fifth word of its line in /proc/modules, "Live"; caller frees; NULL: no such. */
char *kobjects_module_state(const char *name);

#endif
