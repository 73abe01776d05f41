// SPDX-License-Identifier: GPL-2.0-only
/*
 * mishap_kill - the upgrader is killed after its first system call, after its second, and so on to the last.
 *
 * It is the process that loaded the old version, too: what is not a module or pinned goes with it. Where loaders are
 * processes of their own (agents), their calls are among those after which is killed, and loader and upgrader die together.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "tracer.h"
#include "upgrade/mishap.h"

#define KILL_MOST      500 /* system calls; more than any strategy makes */
#define KILL_REAP_NAPS 400

static int kill_body(void *ctx, volatile u32 *phase)
{
	struct upgrade own = *(const struct upgrade *)ctx;
	int err = own.strategy->open(&own);

	*phase = 1;
	for (unsigned int i = 0; i < upgrade_steps(&own) && !err; i++)
		err = upgrade_step(&own, i);
	*phase = 0;
	/* Nobody killed it: it takes away what it made, and what only it knows of. */
	if (own.strategy->close(&own))
		err = -EBUSY;
	return err ? 1 : 0;
}

/* Processes that the killed one had started die after it, and become ours: gone are they when reaped. */
static void kill_reap(void)
{
	const struct timespec nap = { .tv_nsec = 5000000 };

	for (int i = 0; i < KILL_REAP_NAPS && waitpid(-1, NULL, WNOHANG) >= 0; i++)
		nanosleep(&nap, NULL);
}

/* Back to nothing, whatever there is; 0, or -EBUSY if something stays. */
static int kill_clear(struct mishap *m, struct upgrader *up)
{
	struct upgrader_answer a;
	json_t *left;
	int err;

	if (!up->pid && upgrader_start(up, &m->u))
		return -ECHILD;
	err = upgrader_do(up, UPGRADER_CLOSE, 0, NULL, MISHAP_SECONDS(&m->u), &a);
	upgrader_kill(up);
	left = mishap_all(m);
	if (err || a.err || json_object_size(left))
		err = -EBUSY;
	json_decref(left);
	return err;
}

/* Stops that ended alike are one observation. */
static void kill_tell(struct mishap *m)
{
	struct mishap_stretch *a = &m->kills.alike;
	char *stage;

	if (!a->from)
		return;
	stage = a->from == a->to ? str_fmt("stop %u", a->from) : str_fmt("stops %u to %u", a->from, a->to);
	mishap_observe(m, stage, witness_names[a->who], a->left, mishap_ends[a->end]);
	json_decref(a->left);
	free(stage);
	*a = (struct mishap_stretch){ 0 };
}

/* Takes over @left. */
static void kill_note(struct mishap *m, u32 stop, enum witness who, enum mishap_end end, json_t *left)
{
	struct mishap_stretch *a = &m->kills.alike;
	char *stage = str_fmt("stop %u", stop);

	/* One by one, too: a guest that says nothing for long is taken for dead. */
	mishap_tell(m, stage, witness_names[who], left, mishap_ends[end]);
	free(stage);
	if (!a->from || a->who != who || a->end != end || !json_equal(a->left, left)) {
		kill_tell(m);
		*a = (struct mishap_stretch){ .from = stop, .who = who, .end = end, .left = json_incref(left) };
	}
	a->to = stop;
	json_decref(left);
}

/* One stop: who records events, what is left, and whether it can be finished. */
static void kill_stop(struct mishap *m, struct upgrader *up, u32 stop)
{
	struct upgrader_answer a = { 0 };
	bool module = !strcmp(m->u.strategy->arm, "kmod");
	unsigned int died;
	enum witness who = witness_settled(&m->u, &m->next, &died);
	json_t *left = mishap_left(m, who);
	enum mishap_end end = MISHAP_CONTINUED;
	struct mishap_kills *k = &m->kills;

	/* It may have been done already. */
	if (who != WITNESS_NEW || json_object_size(left))
		end = mishap_finish(m, up, module ? 0 : UINT32_MAX, &a);
	k->stops++;
	k->who[who]++;
	k->left += json_object_size(left) != 0;
	k->end[end]++;
	if (end == MISHAP_STUCK && !k->stuck_at)
		k->stuck_at = stop;
	kill_note(m, stop, who, end, left);
}

int mishap_kill(struct mishap *m, char **verdict)
{
	const u32 most = m->kills.most ? m->kills.most : KILL_MOST;
	struct upgrader up = { .pid = 0 };
	int err = 0;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (u32 stop = 1; !err; stop++) {
		struct tracer t = { .body = kill_body, .ctx = &m->u, .kill_after = stop, .family = true,
				    .seconds = 2 * MISHAP_SECONDS(&m->u) };
		bool killed;

		err = tracer_run(&t);
		killed = t.killed;
		if (!err && !killed && t.status)
			err = -EIO;
		/* The last stop is the one that does not come: without it, there are calls after which nobody was killed. */
		if (!err && killed && stop > most)
			err = -E2BIG;
		tracer_free(&t);
		if (err) {
			kill_tell(m);
			if (err == -E2BIG)
				return upgrade_fail(&m->u, err, "after %u stops the upgrader had not come to its end", most);
			return upgrade_fail(&m->u, err, "following the upgrader to system call %u: %s", stop,
					    strerror(-err));
		}
		kill_reap();
		if (!killed) {
			err = kill_clear(m, &up);
			break;
		}
		kill_stop(m, &up, stop);
		err = kill_clear(m, &up);
		/* What nothing can take away stays for all later stops: they would tell nothing. */
		if (m->kills.stuck_at)
			break;
	}
	kill_tell(m);
	if (err && !m->kills.stuck_at)
		return upgrade_fail(&m->u, err, "after a kill, not everything could be taken away");
	*verdict = m->kills.stuck_at ? str_fmt("stuck after call %u", m->kills.stuck_at) : str_dup("finished");
	return 0;
}
