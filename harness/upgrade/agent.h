/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * agent - a loader that is a process of its own, as those of users are: it may be killed.
 */
#ifndef PB_UPGRADE_AGENT_H
#define PB_UPGRADE_AGENT_H

#include <sys/types.h>

#include "upgrade/program.h"

struct agent {
	pid_t pid; /* 0: none */
};

/*
 * Start a process that loads version @version, attaches it, pins the link at @pin unless that is
 * NULL, and then waits for its death. 0 once it has, or -errno with upgrade_fail().
 */
int agent_start(struct upgrade *u, struct agent *a, unsigned int version, const char *pin);
/* SIGKILL, and wait until it is gone with all that it held. */
void agent_kill(struct agent *a);

/* The agents of the strategies that have them, by version, in u->priv. */
static inline struct agent *agent_of(struct upgrade *u, unsigned int version)
{
	return (struct agent *)u->priv + version;
}
int agents_make(struct upgrade *u);
int agents_close(struct upgrade *u);

#endif
