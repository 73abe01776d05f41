/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * strategy - how one version of a collector is replaced by the next: a file of harness/strategies/
 * each.
 *
 * A strategy is data and a row of steps. Whoever runs it may stop between two steps, and kill it
 * there: a step leaves everything it knows in struct upgrade, and close() copes with any of these
 * states.
 */
#ifndef PB_STRATEGY_H
#define PB_STRATEGY_H

#include "base.h"
#include "needs.h"
#include "upgrade/store.h"

struct mech;
struct upgrade;

struct strategy_step {
	const char *name; /* "attach new" */
	/* 0, or -errno with upgrade_fail() called. */
	int (*run)(struct upgrade *u);
	/*
	 * From the first of these to the last, who records an event changes: only events in there
	 * are at risk.
	 */
	bool swaps;
};

#define STRATEGY_MAX_STEPS 8

struct strategy {
	/* value of strategy=; both arms may have one of the same name: a row of the report */
	const char *name;
	const char *summary;
	const char *arm;
	/*
	 * Of the arm, each a cell; NULL ends; a NULL pointer: the strategy has a hook of its own.
	 */
	const char *const *mechs;
	struct needs needs;
	/*
	 * Version u->from is at its hook and sees every event. 0, or -errno with upgrade_fail()
	 * called.
	 */
	int (*open)(struct upgrade *u);
	/* Replace u->from by u->to; in order, a NULL name ends. */
	const struct strategy_step *steps;
	/*
	 * Nothing is left, in whatever state the steps ended. 0, or -errno with upgrade_fail()
	 * called.
	 */
	int (*close)(struct upgrade *u);
	/* without mechs: suffix of the program's symbol, as struct mech has it */
	const char *program;
	void (*event)(u64 n); /* makes event n; NULL: getpgid(UP_BASE + n) */
	bool gap;   /* between two of its steps nobody is at the hook */
	bool stub;  /* something stays at the hook and counts the events that find no version */
	bool chain; /* two links, swapped one after the other */
	bool leaks; /* one object an upgrade, on purpose: who looks for leaks must find it */
	/* Maps that the new version has beyond those of the old one, for a record of its own. */
	unsigned int records;
	/*
	 * The loaders make the record, as they would in the field, and the harness holds none of it between two looks:
	 * it goes with the last loader, unless that has pinned it at @record_pin.
	 */
	bool takes_record;
	const char *record_pin; /* NULL: nobody pins it */
	bool slow;  /* takes seconds: too long for a guest that counts its instructions */
};

/* The generated table; ends with NULL. */
extern const struct strategy *const strategies[];

/* NULL: there is none. */
const struct strategy *strategy_find(const char *arm, const char *name);
bool strategy_has_mech(const struct strategy *s, const char *mech);

/* One sentence that says what is wrong with the entry, caller frees; or NULL. */
char *strategy_check(const struct strategy *s);

#define UP_VERSIONS 4 /* 1 to 3; 0 is none */

/* A collector that is upgraded again and again: from, to, and what the strategy knows. */
struct upgrade {
	const struct strategy *strategy;
	const struct mech *mech;
	const char *function; /* that getpgid() runs through, for hooks of functions */
	unsigned int from, to; /* versions */
	struct up_store store;
	u64 store_bytes; /* what it occupies as the kernel tells it: the harness's, not the collector's */
	void *priv; /* the strategy's, between open() and close() */
	u64 begin[STRATEGY_MAX_STEPS], end[STRATEGY_MAX_STEPS]; /* clock_read() around each step */
	/*
	 * A step that asks whether the kernel can do something puts its errno here: then nothing
	 * has changed.
	 */
	int refusal;
	/* Of a migration: the errno that kept a version off the record of another one ... */
	int schema_refusal;
	/* ... the record's total when it was copied; events that were added afterwards */
	u64 copied, settled;
	char reason[512]; /* of the first failure */
};

/* Keep the first failure's sentence; returns @err for `return upgrade_fail(...)`. */
int upgrade_fail(struct upgrade *u, int err, const char *fmt, ...) PB_PRINTF(3, 4);

/*
 * Make the store and bring version @u->from to its hook. u->strategy, mech, function, from and to
 * are set by the caller. 0 or -errno with u->reason; upgrade_close() is due in either case.
 */
int upgrade_open(struct upgrade *u);

/* Number of steps. */
unsigned int upgrade_steps(const struct upgrade *u);
/* The first and the last of those that swap; a strategy has at least one. */
void upgrade_swaps(const struct upgrade *u, unsigned int *first, unsigned int *last);
/* Do step @i, noting when it began and ended. */
int upgrade_step(struct upgrade *u, unsigned int i);
/* Now @u->to runs: the next upgrade goes back. */
void upgrade_turn(struct upgrade *u);

/* Take everything away again; 0 or -errno with u->reason. */
int upgrade_close(struct upgrade *u);

#endif
