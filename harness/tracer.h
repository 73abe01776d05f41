/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracer - run a piece of our own code as a child under ptrace: list its system calls, or cut it short
 * right after the n-th one.
 *
 * The child says which phase of its work it is in by writing to *phase, a word shared with the tracer:
 * no system call of the tracer's own gets between those that are counted. Calls of phase 0 are
 * neither listed nor counted.
 *
 * With @family the processes that the child starts are followed as well, and their calls count like its own:
 * *phase is shared with them. Calls are listed as they begin and counted as they return, so that a child that
 * waits for another does not hold up the count; whoever makes the last one, all of them die of it.
 */
#ifndef PB_TRACER_H
#define PB_TRACER_H

#include "base.h"

/* Runs in the child; what it returns, 0..255, becomes the child's exit status. */
typedef int (*tracer_body)(void *ctx, volatile u32 *phase);

struct tracer_call {
	u64 nr;	   /* number of the system call */
	u64 arg;   /* its first argument: bpf() and ioctl()'s kin are told apart by one */
	s64 ret;   /* what it returned; TRACER_CUT if the child ended inside it */
	u32 phase;
};

#define TRACER_CUT INT64_MIN
#define TRACER_MOST 16 /* processes that are followed at a time */

struct tracer {
	/* given */
	tracer_body body;
	void *ctx;
	bool family;	   /* its children, too, at most TRACER_MOST at once */
	size_t kill_after; /* SIGKILL the child when so many counted calls have returned; 0: never */
	unsigned int seconds; /* of wall-clock time until it is killed; 0: no limit */
	/* found */
	struct tracer_call *calls;
	size_t nr_calls;
	size_t nr_returned; /* of these */
	int status;	/* exit status, or 128 + the signal that ended it */
	bool killed;	/* by kill_after */
	bool timed_out;
};

/*
 * Run it to its end. 0, or -errno if it could not be started or followed; what the child did of its
 * own accord is no error. Says nothing. tracer_free() is due in either case.
 */
int tracer_run(struct tracer *t);
void tracer_free(struct tracer *t);

/* How many of the calls found belong to @phase. */
size_t tracer_count(const struct tracer *t, u32 phase);

#endif
