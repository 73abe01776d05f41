/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * safety - the hooks of the experiment of that name, and what they share.
 */
#ifndef PB_SAFETY_H
#define PB_SAFETY_H

#include "safety/attempt.h"

struct boot;

/* Fill in what the cell's name says. The name is sound: it has been parsed and checked. */
void safety_resolve(const struct cell *c, struct attempt *a);

/* Why this cell cannot be tried at all, whatever the machine; caller frees; NULL. */
char *safety_skip(const struct attempt *a);

/* In the guest: try it, and note facts. */
void safety_run(struct cell_run *run);

/* On the host: facts and console in, "observed", verdict, metrics and outcome out. */
void safety_judge(struct cell_run *run, const struct boot *b);

/* "6.1" of "6.1.0-56-cloud-amd64"; caller frees. */
char *safety_series(const char *release);

#endif
