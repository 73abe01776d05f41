/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sums - the SHA-256 of every file of a result folder.
 */
#ifndef PB_SUMS_H
#define PB_SUMS_H

#include <jansson.h>

/*
 * cells.jsonl, matrix.tsv if there is one, and all files in @subdirs (NULL ends) of @path, as an object of name to sum; new
 * reference, or NULL after a logged error.
 */
json_t *sums_of(const char *path, const char *const subdirs[]);

#endif
