/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * files - whole-file input and output, and the three roots that every path starts from.
 *
 * Functions that return int give 0 or -errno; those marked (quiet) leave the message to the caller,
 * because a missing file is often an answer rather than an error.
 */
#ifndef PB_FILES_H
#define PB_FILES_H

#include "base.h"

/* Read a whole file into a NUL-terminated buffer that the caller frees. @len may be NULL. (quiet) */
int file_read(const char *path, char **buf, size_t *len);
/* First line of a small file without its newline, or NULL. (quiet) */
char *file_line(const char *path);
/* Write through a temporary name, fsync, rename: a reader sees the old file or the new one. */
int file_write(const char *path, const void *buf, size_t len);
/*
 * Can the file that the user named be written, by file_write() or as well by a program that is told to? Makes
 * its folder; asked before the work whose result goes there. 0 or -errno, logged with what to do.
 */
int file_output(const char *path);
/* Append and fsync: after it returns 0 the line survives a kill. */
int file_append(const char *path, const void *buf, size_t len);
bool file_exists(const char *path);

/* mkdir -p */
int dir_make(const char *path);
/* rm -r; a path that is not there is no error. */
int dir_remove(const char *path);
/*
 * Remove what killed processes left in @dir: every entry whose name is @prefix, the number of a
 * process that no longer exists, and anything.
 */
void dir_sweep(const char *dir, const char *prefix);

/*
 * root_project: the checkout, found by walking up from the running binary to the folder that holds
 * kmod/Kbuild; root_build: $PROBEBENCH_BUILD or <project>/build; root_cache: $XDG_CACHE_HOME/probebench,
 * or ~/.cache/probebench. All cached; NULL when there is none (a guest has no project). Do not free.
 */
const char *root_project(void);
const char *root_build(void);
const char *root_cache(void);
/*
 * The folder outside the checkout whose collectors and workloads this binary was built with, or NULL. It
 * is written beside the binary, in <build>/extra/<name>/extra, and root_build() is that folder then.
 */
const char *root_extra(void);
/* A source file ("kmod/count.c"): of the extra folder if it is there, else of the checkout; caller frees. */
char *root_source(const char *name);
/* @path with $CACHE, $BUILD, $EXTRA, $PROJECT, $HOME in place of this machine's folders; caller frees. */
char *path_mask(const char *path);
/* The reverse, on this machine; caller frees. */
char *path_unmask(const char *path);
/* @path without slashes at its end; caller frees. */
char *path_trim(const char *path);

#endif
