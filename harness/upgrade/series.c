// SPDX-License-Identifier: GPL-2.0-only
/*
 * series - many upgrades of one collector in a row.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#include "kobjects.h"
#include "stats.h"
#include "upgrade/memory.h"
#include "upgrade/metronome.h"
#include "upgrade/series.h"
#include "upgrade/slabs.h"

#define SERIES_TICK_NS	  100000 /* of the metronome */
#define SERIES_BEFORE	  600	 /* events, and up to so many more, before an upgrade begins */
#define SERIES_AFTER	  300
#define SERIES_SETTLE_MS  3000 /* for what the kernel frees after a grace period */
#define SERIES_SETTLE_NAP 20

/* One upgrade that nobody watches: measuring memory takes longer than some of the steps. */
static int series_rehearse(struct series *s, struct upgrade *u)
{
	int err = 0;

	s->memory_before = s->memory_peak = memory_all(memory_held()) - u->store_bytes;
	for (unsigned int i = 0; i < upgrade_steps(u) && !err; i++) {
		u64 now;

		err = upgrade_step(u, i);
		now = memory_all(memory_held()) - u->store_bytes;
		s->memory_peak = now > s->memory_peak ? now : s->memory_peak;
	}
	if (!err && !u->refusal)
		upgrade_turn(u);
	return err;
}

/*
 * What grows if an upgrade leaves something behind, once the kernel has freed what it frees later.
 */
static void series_take(struct series *s, unsigned int at)
{
	struct series_held *h = &s->held[at];
	struct kobjects now;

	h->settled = slabs_settle();
	s->held_at[at] = s->done;
	kobjects_take(&now, "/sys/fs/bpf");
	for (int kind = 0; kind < KOBJ_KINDS; kind++)
		h->objects[kind] = now.n[kind];
	kobjects_free(&now);
	h->slab = memory_info("SUnreclaim:");
	h->vmalloc = memory_info("VmallocUsed:");
	h->percpu = memory_info("Percpu:");
	h->slabinfo = slabs_read();
}

static int series_rounds(struct series *s, struct upgrade *u, struct gen *g)
{
	u64 state = s->seed;
	int err = series_rehearse(s, u);

	if (!err)
		err = calm_watch(&s->calm, u, g);
	while (!err && s->done < s->wanted) {
		struct round *r = &s->rounds[s->done];

		r->before = SERIES_BEFORE + stats_random(&state) % SERIES_BEFORE;
		r->after = SERIES_AFTER;
		err = round_run(u, g, &s->calm, r);
		if (err)
			break;
		s->done++;
		if (!u->refusal)
			upgrade_turn(u);
		if (s->warm && s->done == s->warm)
			series_take(s, 0);
		else if (s->warm && s->done == s->warm + (s->wanted - s->warm) / 2)
			series_take(s, 1);
	}
	if (s->warm && !err)
		series_take(s, SERIES_HELD - 1);
	return err;
}

/* What is there and was not there before; programs and maps go only after a grace period. */
static json_t *series_left(const struct kobjects *before)
{
	const struct timespec nap = { .tv_nsec = SERIES_SETTLE_NAP * 1000000 };
	json_t *left = NULL;

	for (int ms = 0; ms < SERIES_SETTLE_MS; ms += SERIES_SETTLE_NAP) {
		struct kobjects now;

		json_decref(left);
		kobjects_take(&now, "/sys/fs/bpf");
		left = kobjects_diff(before, &now);
		kobjects_free(&now);
		if (!json_object_size(left))
			break;
		nanosleep(&nap, NULL);
	}
	return left;
}

void series_mount(void)
{
	struct stat st;

	if (stat("/sys/fs/bpf/.", &st) || stat("/sys/fs/bpf/maps.debug", &st))
		mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL);
	if (stat("/sys/fs/cgroup/cgroup.controllers", &st))
		mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, NULL);
}

int series_run(struct series *s, struct upgrade *u)
{
	struct gen g = { .event = u->strategy->event };
	struct metronome m;
	struct kobjects before;
	int err, end;

	s->rounds = mem_alloc(s->wanted, sizeof(*s->rounds));
	err = gen_pin(s->cpu);
	if (!err)
		err = gen_start(&g, s->gen_cpu);
	if (err) {
		gen_end(&g);
		return upgrade_fail(u, err, "cannot start the generator on CPU %d", s->gen_cpu);
	}
	s->began = true;
	series_mount();
	/* Without it fewer upgrades are put to the test, which the record says. */
	if (!s->timed)
		metronome_start(&m, SERIES_TICK_NS);
	kobjects_take(&before, "/sys/fs/bpf");
	err = upgrade_open(u);
	s->opened = !err;
	if (!err)
		err = series_rounds(s, u, &g);
	end = upgrade_close(u);
	gen_end(&g);
	if (!s->timed)
		metronome_stop(&m);
	s->left = series_left(&before);
	kobjects_free(&before);
	return err ? err : end;
}

void series_free(struct series *s)
{
	for (size_t i = 0; i < SERIES_HELD; i++) {
		free(s->held[i].slabinfo);
		s->held[i].slabinfo = NULL;
	}
	free(s->rounds);
	calm_free(&s->calm);
	json_decref(s->left);
	s->rounds = NULL;
	s->left = NULL;
}

u64 series_sum(const struct series *s, series_pick pick)
{
	u64 sum = 0;

	for (unsigned int i = 0; i < s->done; i++)
		sum += pick(&s->rounds[i]);
	return sum;
}

u64 series_max(const struct series *s, series_pick pick)
{
	u64 max = 0;

	for (unsigned int i = 0; i < s->done; i++)
		if (pick(&s->rounds[i]) > max)
			max = pick(&s->rounds[i]);
	return max;
}

unsigned int series_count(const struct series *s, series_pick pick)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < s->done; i++)
		n += pick(&s->rounds[i]) != 0;
	return n;
}

char *series_broken(const struct series *s)
{
	for (unsigned int i = 0; i < s->done; i++) {
		if (s->rounds[i].j.broken)
			return str_fmt("upgrade %u: %s", i, s->rounds[i].j.broken);
		if (s->rounds[i].cut)
			return str_fmt(
				"upgrade %u: there was no room for the events of so long an upgrade",
				i);
	}
	return NULL;
}
