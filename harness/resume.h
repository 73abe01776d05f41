/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resume - what a run takes over from the folder that it finishes.
 */
#ifndef PB_RESUME_H
#define PB_RESUME_H

#include "run.h"

#define RESUME_MAX_BOOTS 1000000 /* a number beyond is damage */

/* What the options of an earlier command line point into. */
struct resume_text {
	char **argv;
	int argc;
	char *releases;
};

/*
 * Parse a command line; where it says --resume, behind the one that the folder was made with. 0, or as
 * args_parse(). @text is zeroed before and freed after the last use of @o.
 */
int resume_parse(int argc, char **argv, struct run_opts *o, struct resume_text *text);
void resume_text_free(struct resume_text *text);

/*
 * The number of the next boot. It goes on where the earlier run stopped: two boots of one number would
 * share a console log, and pass for one where figures must come from two.
 */
unsigned int resume_boots(const struct folder *f);

#endif
