/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * concepts - how many mechanisms of the kernel one has to know to read one side of a collector.
 *
 * The rule: a concept is a mechanism that has a name and a documentation of its own, whatever number of functions it
 * has. Every interface that an object asks for, every section of a program and every type of map belongs to one,
 * by the table in concepts.c, the same table for both sides; what the C library or the compiler of any program brings
 * along belongs to none. What the table does not know stands for itself. What no object shows, but nobody can do
 * without, is added for each side: its build, and how it is brought into the kernel.
 */
#ifndef PB_EFFORT_CONCEPTS_H
#define PB_EFFORT_CONCEPTS_H

#include <jansson.h>

#include "base.h"

/*
 * Names of the concepts of @arm ("kmod", "ebpf") behind @interfaces and @parts, arrays of strings as interfaces.h has
 * them (NULL: none), each once, in the order of the table. A new array.
 */
json_t *concepts_of(const char *arm, const json_t *interfaces, const json_t *parts);

#endif
