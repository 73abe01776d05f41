/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sloc - lines of C that say something, and which files of this project an object is made from.
 *
 * A line counts if anything but white space and comments stands on it: the rule of cloc, without a program that
 * a guest or a user would have to install. docs/effort.md says what else is and is not counted.
 */
#ifndef PB_EFFORT_SLOC_H
#define PB_EFFORT_SLOC_H

#include <jansson.h>

#include "base.h"

/* Lines with code in @text. */
u64 sloc_text(const char *text);

enum sloc_part {
	SLOC_OWN,      /* of this collector and this side */
	SLOC_CONTRACT, /* shared by both sides: include/ */
	SLOC_FRAME,    /* shared by all collectors of this side */
	SLOC_COMPAT,   /* there because kernels differ */
	SLOC_PARTS
};
extern const char *const sloc_metrics[SLOC_PARTS]; /* "own_lines", ... */

/*
 * Count @source ("kmod/count.c") below @project and every file of the project that it includes, directly or not, once
 * each, whatever conditions stand around an include. 0, or -errno if @source cannot be read.
 */
int sloc_object(const char *project, const char *source, u64 lines[SLOC_PARTS]);

#endif
