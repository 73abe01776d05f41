/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pair - the state of strategies that know two programs, the old one and the new one.
 */
#ifndef PB_UPGRADE_PAIR_H
#define PB_UPGRADE_PAIR_H

#include "upgrade/program.h"

/* u->priv: a program a version. */
static inline struct program *pair_old(struct upgrade *u)
{
	return (struct program *)u->priv + u->from;
}

static inline struct program *pair_new(struct upgrade *u)
{
	return (struct program *)u->priv + u->to;
}

int pair_make(struct upgrade *u);  /* nothing but the state; 0 */
int pair_open(struct upgrade *u);  /* version u->from is loaded and attached */
/*
 * Ask the kernel to put the new program into the old one's link. If it does, the link is the new
 * one's; if not, u->refusal says why and nothing has changed. 0.
 */
int pair_update(struct upgrade *u);
int pair_close(struct upgrade *u); /* whatever of both is there is gone */

#endif
