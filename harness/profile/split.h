/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * split - work whose shares are known: so many turns in one function, then so many in another one, of this task or of
 * another one.
 */
#ifndef PB_PROFILE_SPLIT_H
#define PB_PROFILE_SPLIT_H

#include <probebench/profile.h>

#include "worker.h"

#define SPLIT_INSNS_A_TURN 2

struct split {
	struct partner other; /* the second function is its work; zero: this task's */
	bool apart;
};

/* When what began and ended, by the clock that counts instructions. */
struct split_times {
	u64 start, between, end;
};

/* @apart: the second part is done by a process of its own. 0 or -errno; split_stop() is due in either case. */
int split_start(struct split *s, bool apart);
void split_stop(struct split *s);

/* @first turns, then @second. 0 or -errno. */
int split_run(struct split *s, u64 first, u64 second, struct split_times *t);

/* Keys [@from, @to) that samples of the first (0) or second (1) part have where @body keeps keys. */
void split_keys(const struct split *s, enum pb_profile_body body, int part, u64 *from, u64 *to);

#endif
