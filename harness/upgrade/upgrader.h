/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * upgrader - the process that upgrades, apart from the one that watches: it may die, hang or be killed.
 */
#ifndef PB_UPGRADE_UPGRADER_H
#define PB_UPGRADE_UPGRADER_H

#include <sys/types.h>

#include "failure.h"
#include "strategy.h"

enum upgrader_work {
	UPGRADER_OPEN,	/* the strategy's open(): version u->from runs */
	UPGRADER_STEPS, /* the steps from number arg on */
	UPGRADER_CLOSE, /* the strategy's close() */
	UPGRADER_ANEW,	/* close, then open with the new version */
};

struct upgrader {
	pid_t pid; /* 0: none */
	int order, answer;
};

struct upgrader_answer {
	int err;
	u32 step;	/* that failed */
	int refusal;	/* errno of a kernel that does not do what the steps asked for; 0: it does */
	char reason[768]; /* with the kernel's own words, if it had any */
};

/*
 * Start one for @u, whose store is open. 0 or -errno. The store is shared, the rest of @u is a copy.
 */
int upgrader_start(struct upgrader *up, const struct upgrade *u);

/*
 * Have it do something; @side (NULL: none) is what goes wrong in programs meanwhile. 0 with *answer filled,
 * whatever that says; -ECHILD: it died over it; -ETIMEDOUT: it has not come back within @seconds.
 */
int upgrader_do(struct upgrader *up, enum upgrader_work work, u32 arg, const struct failure_side *side,
		unsigned int seconds, struct upgrader_answer *answer);

/* SIGKILL; true if it is gone: a process that hangs inside the kernel stays. */
bool upgrader_kill(struct upgrader *up);

#endif
