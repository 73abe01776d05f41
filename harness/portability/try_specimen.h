/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * try_specimen - in the guest: load a specimen, make events, and compare what it reports with what is so.
 */
#ifndef PB_PORTABILITY_TRY_SPECIMEN_H
#define PB_PORTABILITY_TRY_SPECIMEN_H

#include "portability/try.h"

/* Set fit and line from what was said: @first, the loader's and verifier's words, then the kernel's. */
void try_explain(struct trial *t, const char *stage, const char *first, const char *verifier);

/* @kernel is the one that runs. */
void try_module(const struct artefact *a, const char *kernel, struct trial *t);
void try_program(const struct artefact *a, struct trial *t);

#endif
