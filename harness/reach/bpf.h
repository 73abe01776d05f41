/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bpf - what the running kernel offers to eBPF programs, found by trying.
 *
 * Names and numbers of program types, map types and helpers are those of the kernel's own BTF, so that a
 * kernel that is newer than this program is asked about what only it knows.
 */
#ifndef PB_REACH_BPF_H
#define PB_REACH_BPF_H

#include <jansson.h>

#include "base.h"

struct btf;
struct ksyms;

/* Called now and then, because asking takes long. */
typedef void (*reach_tick)(void *ctx);

/*
 * {"program_types": {"kprobe": {"helpers": 100, "kfuncs": 20}, ...}, "program_types_absent": [...],
 * "program_types_untried": [...], the same three of "map_types", "helpers": [names that any type may call],
 * "kfuncs": [the same], "kfuncs_listed": how many the kernel has}. What cannot be tried without another program, an
 * operations table or a shape that nobody here knows is untried. @hook: a function that fentry can attach to.
 */
json_t *reach_bpf(const struct btf *btf, const struct ksyms *s, const char *hook, reach_tick tick, void *ctx);

/* Sorted names of the functions that @btf describes; caller frees the array, not the names. */
size_t btf_functions(const struct btf *btf, const char ***names);

/* What a verifier's log says of a call: allowed, or not for this type of program. */
bool call_refused(const char *log);

#endif
