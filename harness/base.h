/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * base - what every file of the harness may rely on: integer names, exit codes, messages, strings.
 *
 * Error convention: functions return 0 or -errno and have already said, through log_err(), what was
 * attempted, on what, why it failed and what to do. Nobody below main() calls exit(); the one
 * exception is memory exhaustion, where no message could be built (str_fmt() aborts).
 */
#ifndef PB_BASE_H
#define PB_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PB_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* The exit codes of every verb; README.md lists them for users. */
enum pb_exit {
	PB_EXIT_OK = 0,		  /* everything asked for was done */
	PB_EXIT_FAIL = 1,	  /* a cell failed or is broken */
	PB_EXIT_USAGE = 2,	  /* the command line makes no sense */
	PB_EXIT_REGRESSION = 3,	  /* a gate found a regression */
	PB_EXIT_SKIP = 4,	  /* everything was skipped */
	PB_EXIT_ENV = 5,	  /* the environment lacks something: package, disk, QEMU, kernel */
	PB_EXIT_INTERRUPTED = 130 /* SIGINT or SIGTERM; what was measured is kept */
};

/* Messages go to stderr, one line each, lower case, prefixed "probebench: ". */
void log_err(const char *fmt, ...) PB_PRINTF(1, 2);
void log_warn(const char *fmt, ...) PB_PRINTF(1, 2);
void log_info(const char *fmt, ...) PB_PRINTF(1, 2);

/* A progress line: rewritten in place on a TTY, silent elsewhere. NULL erases it. */
void log_progress(const char *fmt, ...) PB_PRINTF(1, 2);

/* asprintf that cannot fail: aborts when memory is exhausted. The caller frees. */
char *str_fmt(const char *fmt, ...) PB_PRINTF(1, 2);
char *str_dup(const char *s);
/* Append to *text, which is NULL or allocated. */
void text_add(char **text, const char *fmt, ...) PB_PRINTF(2, 3);
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* Replace every @from in @s by @to; returns a new string. */
char *str_replace(const char *s, const char *from, const char *to);

/* Allocation that cannot fail: aborts when memory is exhausted; the memory is zeroed. */
void *mem_alloc(size_t n, size_t size);
void *mem_grow(void *p, size_t n, size_t size);

#endif
