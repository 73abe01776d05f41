/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cells - which cells the experiment consists of, and what their names mean: hooks of its descriptor.
 */
#ifndef PB_SAFETY_CELLS_H
#define PB_SAFETY_CELLS_H

#include "safety/safety.h"

struct guest_spec;
struct initramfs;
struct kernel;

void safety_plan(const char *kernel, void (*add)(const struct cell *cell, void *ctx), void *ctx);
char *safety_check(const struct cell *c);
void safety_guest(const struct cell *c, struct guest_spec *spec);
int safety_pack(const struct cell *c, const struct kernel *k, struct initramfs *a);

#endif
