/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * place - where a function of this program is: in which file, and how far from its beginning.
 */
#ifndef PB_PLACE_H
#define PB_PLACE_H

#include "base.h"

/*
 * The file that @function was mapped from, as an absolute path that the caller frees, and the function's offset
 * in it. 0, or -ENOENT: it lies in no file.
 */
int place_of(const void *function, char **path, u64 *offset);

/* The same from the text of a maps file: the part of it that needs no process. */
int place_in(const char *maps, u64 address, char **path, u64 *offset);

#endif
