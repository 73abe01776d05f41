/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mishap - an upgrade that goes wrong, from a sound beginning to what can be made of it afterwards.
 */
#ifndef PB_UPGRADE_MISHAP_H
#define PB_UPGRADE_MISHAP_H

#include <jansson.h>

#include "failure.h"
#include "upgrade/upgrader.h"
#include "upgrade/witness.h"

/* Seconds for an upgrader to come back: of a strategy that takes seconds by itself, more. */
#define MISHAP_SECONDS(u) ((u)->strategy->slow ? 45 : 15)

enum mishap_end { MISHAP_CONTINUED, MISHAP_ANEW, MISHAP_STUCK, MISHAP_ENDS };
extern const char *const mishap_ends[MISHAP_ENDS];

struct mishap {
	const struct failure *failure;
	const struct failure_side *side;
	struct upgrade u;
	struct kobjects base, sound; /* objects without and with the old version at its hook */
	bool same;		     /* the old version is still the one of @sound, not one loaded since */
	u64 next; /* number of the next event */
	char *file; /* of the module that is spoilt, and its good bytes; NULL: none is */
	char *good;
	size_t good_len;
	json_t *observed; /* array of {stage, outcome, evidence} */
	/* Told of everything that is observed, as it comes: the guest may die next. */
	void (*note)(void *ctx, json_t *note); /* takes the reference over */
	void *ctx;
	/* Of a failure that kills. */
	struct mishap_kills {
		u32 most; /* stops after which it is given up (-E2BIG); 0: as many as any strategy could have */
		u32 stops, who[WITNESS_ANSWERS], left, end[MISHAP_ENDS];
		u32 stuck_at; /* the first stop of those; 0: none */
		/* Stops in a row that ended alike, not yet observed; from 0: none. */
		struct mishap_stretch {
			u32 from, to;
			enum witness who;
			enum mishap_end end;
			json_t *left;
		} alike;
	} kills;
};

/*
 * A healthy upgrade, to know that the strategy works here and what it holds. 0, or -errno with m->u.reason, or
 * -EOPNOTSUPP with m->u.refusal: the kernel does not do what the strategy asks for, so there is nothing to go wrong.
 */
int mishap_control(struct mishap *m);

/* Let it go wrong; *verdict as failure.h has it, caller frees. 0 or -errno with m->u.reason. */
int mishap_run(struct mishap *m, char **verdict);

/*
 * The same, for the upgrader that is killed after system call 1, 2, ... of its own and of the loaders that it starts:
 * mishap_kill.c.
 */
int mishap_kill(struct mishap *m, char **verdict);

/* Take note of one thing observed; @left may be NULL, and is not taken over. */
void mishap_observe(struct mishap *m, const char *stage, const char *outcome, const json_t *left,
		    const char *evidence);

/* The same for whoever listens alone: it is told again, with others like it, when all of them are known. */
void mishap_tell(struct mishap *m, const char *stage, const char *outcome, const json_t *left,
		 const char *evidence);

/* Objects beyond what @who should hold; new reference. */
json_t *mishap_left(struct mishap *m, enum witness who);
/* Objects that were not there in the beginning; new reference. */
json_t *mishap_all(struct mishap *m);
/* Give back what mishap_control() and the others took. */
void mishap_free(struct mishap *m);

/*
 * Finish the upgrade with @up: by its steps from @step on, unless @step is beyond them, or else anew. Which
 * of the two it was; what failed is in @answer.
 */
enum mishap_end mishap_finish(struct mishap *m, struct upgrader *up, u32 step, struct upgrader_answer *answer);

#endif
