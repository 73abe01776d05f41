/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make - on the host: artefacts that are built for one kernel when they are tried, because a compiler may refuse them.
 */
#ifndef PB_PORTABILITY_MAKE_H
#define PB_PORTABILITY_MAKE_H

#include "portability/specimens.h"
#include "vm/kernels.h"

/*
 * The object of a SPECIMEN_OLD or SPECIMEN_TYPED for @release, which is @k or another kernel of the run: its path,
 * or NULL with *said: the line that decided. Caller frees both.
 */
char *make_specimen(const struct specimen *s, const char *release, const struct kernel *k, char **said);

/* The line of a compiler's or a tool's words that decides, without the path in front of it; caller frees. */
char *make_line(const char *log);

#endif
