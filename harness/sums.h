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
/* The same of the files in @subdirs alone; an empty object if there are none. */
json_t *sums_of_dirs(const char *path, const char *const subdirs[]);


/*
 * Are the files of a result folder what its manifest says? 0, also if a run that was killed left no
 * sums; -EBADMSG after a sentence for each file that is not, with @who in front; -EIO.
 */
int sums_check(const char *who, const char *path, const json_t *manifest);

#endif
