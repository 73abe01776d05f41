/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stamps - when the kernel passed certain points, from its own tracing, in the instruction clock.
 *
 * tracefs can stamp its events with the time-stamp counter (trace_clock x86-tsc), which is what
 * clock_read() reads: the points at which init() of a module begins, or a task is switched out, fall
 * between two readings in user space. An event costs some hundred instructions where it happens, so
 * figures that must be bare are taken in a pass of their own, without stamps.
 */
#ifndef PB_STAMPS_H
#define PB_STAMPS_H

#include "base.h"

/* One event. For a switch, @pid is the task that leaves the CPU and @next the one that gets it. */
struct stamp {
	u64 at;
	int pid, next;
	char what[48]; /* the event's name without its group */
	bool enter, leave; /* of a bracketed function: @what is the function */
};

struct stamps {
	struct stamp *v;
	size_t n;
	unsigned int lost; /* events that the buffer did not hold: then the stamps are worth nothing */
};

/*
 * Record @events ("group:name", NULL ends) and entry and return of @functions (NULL ends; may be NULL) from
 * now on. Functions that this kernel does not let be probed are left out: see stamps_has(). 0 or
 * -errno; -ENOENT: no tracefs, -EOPNOTSUPP: no such clock or event.
 */
int stamps_start(const char *const *events, const char *const *functions);
bool stamps_has(const char *function);

/* Stop, and read what was recorded since, in order of time; stamps_free() is due. 0 or -errno. */
int stamps_stop(struct stamps *s);
void stamps_free(struct stamps *s);

/* The lines of a trace file, added to @s: the part of stamps_stop() that needs no kernel. */
void stamps_parse(struct stamps *s, const char *text);

/* What task @pid did between two readings of the clock. */
struct span {
	u64 own;	  /* instructions while it had the CPU, its interrupts included */
	u64 others;	  /* of other tasks, on whatever business; the idle task is none */
	unsigned int waits; /* how often it gave up or lost the CPU */
};
struct span stamps_span(const struct stamps *s, int pid, u64 from, u64 to);

/* The first stamp of @what in from..to; NULL if there is none. */
const struct stamp *stamps_find(const struct stamps *s, const char *what, u64 from, u64 to);

/*
 * Instructions of task @pid between entry and return of @function in from..to, all calls added up,
 * without the time it was not on the CPU; *calls may be NULL.
 */
u64 stamps_inside(const struct stamps *s, int pid, const char *function, u64 from, u64 to,
		  unsigned int *calls);

#endif
