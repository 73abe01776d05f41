/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * interfaces - what of the kernel a compiled object asks for by name or number: what may not change under it.
 */
#ifndef PB_EFFORT_INTERFACES_H
#define PB_EFFORT_INTERFACES_H

#include <jansson.h>

#include "base.h"

/*
 * Distinct undefined symbols of a module's file, or of an eBPF object in memory its helpers ("helper 5"), the kernel
 * symbols that it declares, and the fields that it has relocated ("task_struct 0:1"). A new array, sorted by
 * first use; NULL if it is no such object.
 */
json_t *interfaces_of_module(const char *ko);
json_t *interfaces_of_program(const void *elf, size_t size);

/*
 * What else of the kernel an eBPF object stands on, each once: "section kprobe", "map hash", "variables". A new array;
 * NULL if libbpf cannot open it.
 */
json_t *parts_of_program(const void *elf, size_t size);

#endif
