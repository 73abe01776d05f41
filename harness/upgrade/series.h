/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * series - many upgrades of one collector in a row, there and back again, and what they add up to.
 */
#ifndef PB_UPGRADE_SERIES_H
#define PB_UPGRADE_SERIES_H

#include <jansson.h>

#include "kobjects.h"
#include "upgrade/calm.h"
#include "upgrade/round.h"

#define SERIES_HELD 3

/* CPUs of a guest. */
#define SERIES_CPU     0
#define SERIES_GEN_CPU 1

struct cell_run;

/* Mount what some strategies need and a guest does not have of itself; mounting twice does no harm. */
void series_mount(void);

/* What the kernel holds at a moment, when it has freed what it frees later. Sizes in bytes. */
struct series_held {
	u64 objects[KOBJ_KINDS]; /* modules, programs, maps, links, ... */
	u64 slab, vmalloc, percpu;
	bool settled;  /* caches were shrunk: what they hold is in use */
	char *slabinfo; /* text of /proc/slabinfo; NULL: there is none */
};

struct series {
	unsigned int wanted; /* upgrades */
	/* After so many, in the middle of the rest, and at the end, see what is held; 0: never. */
	unsigned int warm;
	u64 seed;	     /* of the moments at which they begin */
	int cpu, gen_cpu;    /* of the upgrader, of the generator */
	bool counted;	     /* ticks of clock_read() are instructions, of all CPUs together */
	bool timed;	     /* CPUs are real ones, so time means something, and nobody needs to make them take turns */
	/* found */
	struct round *rounds; /* `done` of them */
	unsigned int done;
	bool began;  /* the generator waits: what fails next is what the strategy asks of the kernel ... */
	bool opened; /* ... until the old version was at its hook */
	struct calm calm;
	/* bytes, with the old version alone and at most during an upgrade */
	u64 memory_before, memory_peak;
	struct series_held held[SERIES_HELD];
	unsigned int held_at[SERIES_HELD]; /* upgrades done by then */
	/* objects that the kernel still has after the end: {"progs": 1}; NULL before */
	json_t *left;
};

/*
 * Open, upgrade s->wanted times, close, look for what is left. 0, or -errno with @u->reason: what
 * was done so far is in @s. series_free() is due.
 */
int series_run(struct series *s, struct upgrade *u);
void series_free(struct series *s);

/* A number of each round, for a sum or a quantile. */
typedef u64 (*series_pick)(const struct round *r);
u64 series_sum(const struct series *s, series_pick pick);
u64 series_max(const struct series *s, series_pick pick);
/* In how many rounds is it not 0? */
unsigned int series_count(const struct series *s, series_pick pick);

/*
 * Sentence of the first identity that does not hold in any round, caller frees; NULL: all books
 * balance.
 */
char *series_broken(const struct series *s);

#endif
