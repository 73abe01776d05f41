/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * words - the names of cells that upgrade a collector: hook, strategy, arm and mech.
 */
#ifndef PB_UPGRADE_WORDS_H
#define PB_UPGRADE_WORDS_H

#include "cell.h"

struct needs;
struct strategy;

#define UPGRADE_MEMORY_MIB 768
/*
 * Without CMPXCHG16B: an interrupt right behind that instruction finds rubbish in the flags register of QEMU 7.2,
 * and where the rubbish says "virtual 8086 mode" the return from it is a double fault. The kernel's allocator
 * uses it in every call, and the metronome interrupts often; without it the kernel has another way.
 */
#define UPGRADE_CPU "qemu64,-cx16"
#define UPGRADE_FUNCTION   "do_getpgid" /* the system call's own entry is not known to BTF */

extern const char *const words_keys[];

/* Every strategy at every mechanism that it has; @leaks: those that leak on purpose, too. */
void words_plan(const struct experiment *e, const char *kernel, bool leaks,
		void (*add)(const struct cell *, void *), void *ctx);
/* NULL if there is no such strategy of that arm. */
const struct strategy *words_strategy(const struct cell *c);
/* struct experiment's check and cell_needs. */
char *words_check(const struct cell *c);
const struct needs *words_needs(const struct cell *c);

#endif
