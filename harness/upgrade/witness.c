// SPDX-License-Identifier: GPL-2.0-only
/*
 * witness - who records events at this moment, and what the kernel holds beyond that.
 */
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"
#include "upgrade/witness.h"

#define WITNESS_EVENTS	  16
#define WITNESS_SECONDS	  5
#define WITNESS_SETTLE_MS 3000
#define WITNESS_NAP_MS	  20
#define WITNESS_CALM_MS	  100 /* of one answer, before it is believed */

const char *const witness_names[WITNESS_ANSWERS] = { "old", "new", "both", "none", "part" };

enum witness witness_entry(u32 h1, u32 h2)
{
	if (h1 > 1 || h2 > 1)
		return WITNESS_PART;
	return h1 && h2 ? WITNESS_BOTH : h1 ? WITNESS_OLD : h2 ? WITNESS_NEW : WITNESS_NONE;
}

static bool witness_nap(int *ms, int limit)
{
	const struct timespec nap = { .tv_nsec = WITNESS_NAP_MS * 1000000 };

	if (*ms >= limit)
		return false;
	nanosleep(&nap, NULL);
	*ms += WITNESS_NAP_MS;
	return true;
}

/* One process, WITNESS_EVENTS events; how it ended: 0, or 1 if the kernel killed it or it hangs. */
static unsigned int witness_make(const struct upgrade *u, u64 from)
{
	pid_t parent = getpid(), pid = fork(), got;
	int wstatus = 0, ms = 0;

	if (!pid) {
		proc_child_setup(parent);
		for (u64 n = from; n < from + WITNESS_EVENTS; n++)
			if (u->strategy->event)
				u->strategy->event(n);
			else
				syscall(SYS_getpgid, UP_BASE + n);
		_exit(0);
	}
	while (!(got = waitpid(pid, &wstatus, WNOHANG)) && witness_nap(&ms, WITNESS_SECONDS * 1000))
		;
	if (!got)
		kill(pid, SIGKILL);
	return got != pid || !WIFEXITED(wstatus);
}

enum witness witness_ask(const struct upgrade *u, u64 *next, unsigned int *died)
{
	enum witness all = WITNESS_ANSWERS;

	*died = 0;
	/* A process that dies of the first event leaves the question open what comes of the later ones. */
	while (*died < 2 && witness_make(u, *next)) {
		++*died;
		*next += WITNESS_EVENTS;
	}
	for (u64 n = *next; n < *next + WITNESS_EVENTS && *died < 2; n++) {
		u32 hits = __atomic_load_n(&u->store.seen[n].hits, __ATOMIC_RELAXED);
		enum witness one = witness_entry(UP_HITS(hits, 1), UP_HITS(hits, 2));

		all = all == WITNESS_ANSWERS || all == one ? one : WITNESS_PART;
	}
	*next += WITNESS_EVENTS;
	return all == WITNESS_ANSWERS ? WITNESS_NONE : all;
}

enum witness witness_settled(const struct upgrade *u, u64 *next, unsigned int *died)
{
	enum witness last, who = witness_ask(u, next, died);
	int ms = 0;

	/* What kills the process that asks is not asked again and again. */
	do {
		last = who;
		if (*died || !witness_nap(&ms, WITNESS_SETTLE_MS))
			break;
		who = witness_ask(u, next, died);
	} while (who != last || ms < WITNESS_CALM_MS);
	return who;
}

bool witness_named(enum kobject_kind kind)
{
	return kind == KOBJ_MODULE || kind == KOBJ_KPROBE || kind == KOBJ_PIN;
}

void witness_take(struct kobjects *k)
{
	kobjects_take(k, "/sys/fs/bpf");
}

json_t *witness_beyond(const struct witness_sound *sound, const struct kobjects *now)
{
	json_t *left = json_object();

	for (int kind = 0; kind < KOBJ_KINDS; kind++) {
		json_t *others = kobjects_new(sound->known[kind], now, (enum kobject_kind)kind);
		size_t n = json_array_size(others);

		if (n > sound->more[kind])
			json_object_set_new(left, kobject_names[kind], json_integer((json_int_t)(n - sound->more[kind])));
		json_decref(others);
	}
	return left;
}

json_t *witness_left(const struct witness_sound *sound)
{
	json_t *left = NULL;
	int ms = 0;

	do {
		struct kobjects now;

		json_decref(left);
		witness_take(&now);
		left = witness_beyond(sound, &now);
		kobjects_free(&now);
	} while (json_object_size(left) && witness_nap(&ms, WITNESS_SETTLE_MS));
	return left;
}
