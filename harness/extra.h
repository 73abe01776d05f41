/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * extra - collectors, workloads and objects from a folder outside the checkout.
 *
 * The table of collectors is part of the program, so a folder of the user's own is built into a program
 * of its own, beside the usual one (make EXTRA=dir), and that program takes over.
 */
#ifndef PB_EXTRA_H
#define PB_EXTRA_H

#include <jansson.h>

#include "base.h"

/*
 * Make sure that this program is the one with @dir built in. It is: 0. It is not: check the parity of
 * the collectors there, build, and replace this process by that program with the same arguments, which
 * returns only if it fails: an exit code (logged).
 */
int extra_enter(const char *dir, int argc, char **argv);

/* The folder's files and their SHA-256, for the manifest; NULL if nothing is built in. New reference. */
json_t *extra_sums(void);

#endif
