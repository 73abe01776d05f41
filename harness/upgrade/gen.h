/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen - the generator: a process on a CPU of its own that issues numbered events as fast as it can.
 */
#ifndef PB_UPGRADE_GEN_H
#define PB_UPGRADE_GEN_H

#include <sys/types.h>

#include <probebench/upgrade.h>

#include "base.h"

/* From this event on they come slower, so that there is room for those of a long upgrade. */
#define GEN_SLOW (UP_EVENTS / 2)

/* Shared with the generator. */
struct gen_line {
	u64 issued;		/* events made so far */
	u32 stop;		/* when not 0 it makes no more */
	u64 stamps[UP_EVENTS];	/* clock_read() after each event */
};

struct gen {
	struct gen_line *line;
	pid_t pid;
	int go, done; /* pipes: a byte starts a round, a byte says that it is over */
	/* Makes event @n; getpgid(UP_BASE + n) unless the cell says otherwise. */
	void (*event)(u64 n);
};

/*
 * Start it, pinned to @cpu, and wait until it is there; 0 or -errno. gen_end() is due in either
 * case.
 */
int gen_start(struct gen *g, int cpu);

/* Begin a round at event 0. */
int gen_go(struct gen *g);
/* Events so far. */
u64 gen_issued(const struct gen *g);
/* Is there no room for more events in this round? */
bool gen_full(const struct gen *g);
/*
 * Wait, without leaving the CPU for good, until event @n is made or there is no room; false: it
 * died.
 */
bool gen_wait(struct gen *g, u64 n);
/*
 * The same without leaving it at all: both CPUs are busy, as they are while steps run. It is over after @ticks of
 * clock_read(), too; 0: never.
 */
bool gen_wait_busy(struct gen *g, u64 n, u64 ticks);
/* End the round; how many events it made. */
u64 gen_halt(struct gen *g);

void gen_end(struct gen *g);

/* Keep the calling process on @cpu; 0 or -errno. */
int gen_pin(int cpu);

#endif
