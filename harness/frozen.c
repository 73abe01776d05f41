// SPDX-License-Identifier: GPL-2.0-only
/*
 * frozen - the booted guests that cells go on from, one for each kind of guest that several cells need.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "env.h"
#include "frozen.h"
#include "queue.h"
#include "run.h"

#define FROZEN_POLL_MS 20
#define FROZEN_WORTH   2 /* cells, from which on freezing costs less than booting */

static bool frozen_fits(const struct frozen *f, const struct run_cell *c)
{
	return f->kernel == c->kernel && !strcmp(f->guest, c->guest);
}

static size_t frozen_uses(const struct run *run, const struct queue *queue,
			  const struct run_cell *like)
{
	size_t n = 0;

	for (size_t i = 0; i < queue->n; i++) {
		const struct run_cell *c = &run->cells[queue->v[i]->cells[0]];

		n += c->kernel == like->kernel && !strcmp(c->guest, like->guest);
	}
	return n;
}

/* One entry for each kind of guest that is worth it; nothing is started. */
static void frozen_list_fill(struct frozen_list *list, struct run *run, const struct queue *queue)
{
	for (size_t i = 0; i < queue->n; i++) {
		struct run_cell *c = &run->cells[queue->v[i]->cells[0]];
		bool have = false;

		for (size_t k = 0; k < list->n; k++)
			have |= frozen_fits(&list->v[k], c);
		if (have || !c->spec.restorable || frozen_uses(run, queue, c) < FROZEN_WORTH)
			continue;
		list->v = mem_grow(list->v, list->n + 1, sizeof(*list->v));
		list->v[list->n++] =
			(struct frozen){ .kernel = c->kernel,
					 .guest = c->guest,
					 .run = run,
					 .boot.spec = c->spec,
					 .boot.number = -1,
					 .snapshot = { .ram_fd = -1, .state_fd = -1 } };
		/* Which cell stands for all of them: files are packed for it. */
		list->v[list->n - 1].boot.plan =
			json_pack("{s:b, s:[{s:s}]}", "wait", 1, "cells", "cell", c->name);
	}
}

static void frozen_on_record(struct boot *b, int index, json_t *record)
{
}

static void frozen_on_env(struct boot *b, json_t *env)
{
	struct frozen *f = b->ctx;

	run_guest_env(f->run, f->kernel, b, env);
}

static int frozen_start(struct frozen *f, size_t number, const char *dir)
{
	struct boot_files files = { .init = boot_init_path(),
				    .modules = f->run->modules[f->kernel],
				    .kernel = &f->run->kernels[f->kernel],
				    .dir = dir };
	int err = snapshot_open(&f->snapshot);

	if (err)
		return err;
	/* Boots that measure count from 0; archives of these must not be named like theirs. */
	f->boot.number = -1 - (int)number;
	f->boot.spec.snapshot = &f->snapshot;
	f->boot.on_record = frozen_on_record;
	f->boot.on_env = frozen_on_env;
	f->boot.ctx = f;
	return boot_start(&f->boot, &files);
}

/* A guest that boots: false once it is frozen, or can never be. */
static bool frozen_turn(struct frozen *f)
{
	bool runs = boot_pump(&f->boot);
	char *why;

	if (runs && !f->boot.ready)
		return true;
	if (runs) {
		f->usable = !snapshot_take(&f->snapshot, &f->boot.guest);
	} else {
		boot_end(&f->boot, &why);
		log_warn("a guest to be frozen did not boot, and its cells boot their own: %s", why);
		free(why);
	}
	f->run->progress.boot_seconds += clock_seconds() - f->boot.started_at;
	return false;
}

int frozen_make(struct frozen_list *list, struct run *run, const struct queue *queue,
		const char *dir)
{
	size_t next = 0, busy = 0;
	bool *running;
	int err = 0;

	frozen_list_fill(list, run, queue);
	if (!list->n)
		return 0;
	running = mem_alloc(list->n, sizeof(*running));
	while (!err && (busy || next < list->n) && !run_signal()) {
		const struct guest *guests[RUN_MAX_JOBS];
		size_t n = 0;

		while (!err && busy < run->progress.slots && next < list->n) {
			err = frozen_start(&list->v[next], next, dir);
			running[next++] = true;
			busy++;
		}
		for (size_t i = 0; i < next; i++)
			if (running[i])
				guests[n++] = &list->v[i].boot.guest;
		guest_wait(guests, n, FROZEN_POLL_MS);
		for (size_t i = 0; i < next; i++)
			if (running[i] && !frozen_turn(&list->v[i])) {
				running[i] = false;
				busy--;
			}
		run_progress_tick(run, "booting what is frozen");
	}
	free(running);
	return err;
}

const struct frozen *frozen_find(const struct frozen_list *list, const struct run *run, u32 cell)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].usable && frozen_fits(&list->v[i], &run->cells[cell]))
			return &list->v[i];
	return NULL;
}

void frozen_free(struct frozen_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		boot_stop(&list->v[i].boot);
		snapshot_close(&list->v[i].snapshot);
	}
	free(list->v);
	*list = (struct frozen_list){ 0 };
}
