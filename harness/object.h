/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * object - a compiled module or BPF object of which nothing is known: load, attach, undo.
 */
#ifndef PB_OBJECT_H
#define PB_OBJECT_H

#include <jansson.h>

#include "base.h"

struct object;

/*
 * Load the file: a module (.ko) by finit_module, a BPF object (.bpf.o) with every program attached as
 * its section says. 0; -ENOEXEC: a module for another kernel; else -errno. *why (caller frees) then says
 * what failed.
 */
int object_load(const char *path, struct object **object, char **why);

/* Undo it, and free @object in any case. 0 or -errno with *why. */
int object_unload(struct object *object, char **why);

/* Metric "programs" and the first program's footprint; a module's size. */
void object_describe(const struct object *object, json_t *record);

#endif
