/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sight - what one side saw of some operations: stacks, and how often each.
 */
#ifndef PB_STACKS_SIGHT_H
#define PB_STACKS_SIGHT_H

#include "registry.h"

#define SIGHT_MAX 64 /* different stacks of one work; a few are usual */

struct sight {
	struct stack_count stack[SIGHT_MAX];
	size_t n;
	u64 seen, lost; /* events in some stack; dropped or withheld from the handler */
	u64 cut;	/* of those seen, events whose stack has all frames that are kept: it may go on */
	u32 above;	/* frames above the probed function, the most */
};

/* Of three looks at the counts, two with nothing between, two with the operations: what these made alone. */
void sight_between(struct sight *after, const struct sight *first, const struct sight *second);

/*
 * Cut off what is above the function at [@from, @to), and count what fills all frames. NULL, or the first
 * stack that the function is not in.
 */
const struct stack_count *sight_cut(struct sight *s, u64 from, u64 to);

/* Keep @frames of each stack at most, and make one of those that are now alike. */
void sight_fold(struct sight *s, u32 frames);

/* Events of @a whose stacks @b did not see, or not as often. */
u64 sight_lacking(const struct sight *a, const struct sight *b);

/* Frames of the deepest stack. */
u32 sight_depth(const struct sight *s);

/*
 * Is @small what a table of @places shows of what @whole has all of? NULL, or what is wrong (caller frees): every
 * event counted or dropped, at most @places stacks, each of them one of @whole's with all of its events, because a stack has a
 * place from its first event on, or never.
 */
char *sight_full_check(const struct sight *small, const struct sight *whole, u32 places, u64 expected);

#endif
