// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule - spread the plan's cells over guests, several side by side, and record what comes back.
 *
 * A batch is what one boot is asked to do: cells of one kernel and one repeat, in seeded random order.
 * There are at least two boots a kernel, because a figure that only one boot has shown says nothing
 * about reproducibility. A guest that dies costs the cell it was running, which is named; the rest of
 * its batch goes to a new boot.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "files.h"
#include "record.h"
#include "run.h"
#include "vm/console.h"

#define SCHEDULE_ATTEMPTS 2 /* boots in a row without a single cell, then the batch is given up */
#define SCHEDULE_POLL_MS  50

struct batch {
	unsigned int kernel;
	int repeat;
	u32 *cells;
	bool *done;
	size_t n;
	unsigned int barren; /* boots in a row that brought nothing */
};

struct slot {
	struct run *run;
	struct batch *batch;
	struct boot boot;
	u32 *sent; /* batch index of each entry of the boot's plan */
	bool busy;
};

struct schedule {
	struct run *run;
	struct batch **queue;
	size_t queued;
	struct slot *slots;
	size_t nr_slots;
	char *dir;
	json_t *env_seen;
	int exit_code;
};

static void schedule_push(struct schedule *s, struct batch *b)
{
	s->queue = mem_grow(s->queue, s->queued + 1, sizeof(*s->queue));
	s->queue[s->queued++] = b;
}

static void batch_free(struct batch *b)
{
	free(b->cells);
	free(b->done);
	free(b);
}

/* The cells of one kernel that lack @repeat, shuffled, cut into @parts batches. */
static void schedule_repeat(struct schedule *s, unsigned int kernel, int repeat, size_t parts)
{
	struct run *run = s->run;
	u32 *cells = mem_alloc(run->nr_cells, sizeof(*cells));
	size_t n = 0;

	for (size_t i = 0; i < run->nr_cells; i++)
		if (run->cells[i].kernel == kernel && !run->cells[i].resumed &&
		    !(run->cells[i].record && record_has_repeat(run->cells[i].record, repeat)))
			cells[n++] = (u32)i;
	stats_shuffle(cells, n, run->opts.seed * 1000003 + (u64)repeat);
	for (size_t p = 0; p < parts; p++) {
		size_t from = n * p / parts, to = n * (p + 1) / parts;
		struct batch *b;

		if (from == to)
			continue;
		b = mem_alloc(1, sizeof(*b));
		b->kernel = kernel;
		b->repeat = repeat;
		b->n = to - from;
		b->cells = mem_alloc(b->n, sizeof(*b->cells));
		b->done = mem_alloc(b->n, sizeof(*b->done));
		memcpy(b->cells, cells + from, b->n * sizeof(*b->cells));
		run->progress.total += b->n;
		schedule_push(s, b);
	}
	free(cells);
}

static void schedule_fill(struct schedule *s)
{
	const struct run_opts *o = &s->run->opts;
	size_t repeats = o->repeats, boots = o->jobs > 2 ? o->jobs : 2;
	size_t parts = (boots + repeats - 1) / repeats;

	for (unsigned int k = 0; k < s->run->nr_kernels; k++)
		for (size_t r = 0; r < repeats; r++)
			schedule_repeat(s, k, (int)r, parts);
}

/* Record one repeat of a cell, wherever it comes from. */
static void schedule_record(struct slot *slot, size_t at, json_t *record)
{
	struct run *run = slot->run;
	struct run_cell *cell = &run->cells[slot->batch->cells[at]];
	json_t *merged;

	if (slot->batch->done[at])
		return;
	slot->batch->done[at] = true;
	json_object_set_new(record, "accel", json_string(accel_name(slot->boot.spec.accel)));
	json_object_set_new(record, "cpu", json_string(slot->boot.spec.cpu));
	merged = record_merge(cell->record, record);
	if (folder_add(&run->folder, merged))
		run->write_failed = true;
	json_decref(cell->record);
	cell->record = merged;
	run_progress_cell(run, record);
}

static void schedule_on_record(struct boot *b, int index, json_t *record)
{
	struct slot *slot = b->ctx;

	slot->batch->barren = 0;
	schedule_record(slot, slot->sent[index], record);
}

/* A cell that the guest could not report itself. */
static void schedule_lost(struct slot *slot, size_t at, enum outcome outcome, const char *reason)
{
	struct run_cell *cell = &slot->run->cells[slot->batch->cells[at]];
	struct cell_run lost = { .outcome = outcome,
				 .reason = (char *)reason,
				 .repeat = slot->batch->repeat,
				 .boot = slot->boot.number,
				 .record = record_new(cell->name, "exact") };

	record_finish(&lost);
	schedule_record(slot, at, lost.record);
	json_decref(lost.record);
}

static void schedule_on_env(struct boot *b, json_t *env)
{
	struct slot *slot = b->ctx;
	struct run *run = slot->run;
	const struct kernel *k = &run->kernels[slot->batch->kernel];
	char **argv = guest_argv(&b->spec);
	json_t *masked = json_array();

	for (char **a = argv; *a; a++) {
		char *m = path_mask(*a);

		json_array_append_new(masked, json_string(m));
		free(m);
	}
	argv_free(argv);
	json_object_set_new(env, "qemu_argv", masked);
	json_object_set_new(env, "accel", json_string(accel_name(b->spec.accel)));
	json_object_set_new(env, "cpu", json_string(b->spec.cpu));
	json_object_set_new(env, "package", json_string(k->package));
	json_object_set_new(env, "package_version", json_string(k->version));
	json_object_set_new(env, "image_sha256", json_string(k->image_sha256));
	/* Boots of one kernel differ in nothing that is recorded here; the first speaks for all. */
	if (b->number == 0 || !json_object_get(json_object_get(run->folder.manifest, "env"), k->release))
		folder_env(&run->folder, k->release, env);
	if (strcmp(json_string_value(json_object_get(env, "release")), k->release))
		log_warn("guest %d runs %s, not %s", b->number,
			 json_string_value(json_object_get(env, "release")), k->release);
}

/* Which cells a test wants a guest to die in: "GLOB=panic|reboot|hang|crash". */
static const char *schedule_sabotage(const char *cell)
{
	const char *spec = getenv("PROBEBENCH_TEST_SABOTAGE"), *how = spec ? strrchr(spec, '=') : NULL;
	char *glob;
	bool hit;

	if (!how)
		return NULL;
	glob = str_fmt("%.*s", (int)(how - spec), spec);
	hit = cell_match(cell, glob);
	free(glob);
	return hit ? how + 1 : NULL;
}

static json_t *schedule_plan(struct slot *slot)
{
	struct run *run = slot->run;
	struct batch *b = slot->batch;
	const struct measure_opts *m = &run->measure;
	json_t *cells = json_array();

	slot->sent = mem_grow(slot->sent, b->n, sizeof(*slot->sent));
	for (size_t i = 0; i < b->n; i++) {
		const char *name = run->cells[b->cells[i]].name, *sabotage = schedule_sabotage(name);
		json_t *entry;

		if (b->done[i])
			continue;
		entry = json_pack("{s:s, s:i}", "cell", name, "repeat", b->repeat);
		if (sabotage)
			json_object_set_new(entry, "sabotage", json_string(sabotage));
		slot->sent[json_array_size(cells)] = (u32)i;
		json_array_append_new(cells, entry);
	}
	return json_pack("{s:i, s:i, s:{s:i, s:I}, s:o}", "schema", PB_SCHEMA, "boot",
			 slot->boot.number, "measure", "blocks", (int)m->blocks, "target_insns", (json_int_t)m->target_insns, "cells",
			 cells);
}

static int slot_start(struct schedule *s, struct slot *slot, struct batch *batch)
{
	struct run *run = s->run;
	struct boot_files files = { .init = boot_init_path(),
				    .modules = run->modules[batch->kernel],
				    .kernel = &run->kernels[batch->kernel],
				    .dir = s->dir };

	slot->run = run;
	slot->batch = batch;
	slot->boot = (struct boot){ .number = (int)run->progress.boots++,
				    .on_record = schedule_on_record,
				    .on_env = schedule_on_env,
				    .ctx = slot };
	slot->boot.spec = (struct guest_spec){ .accel = ACCEL_ICOUNT,
					       .cpu = GUEST_CPU,
					       .cpus = 1,
					       .bit_exact = run->opts.bit_exact,
					       .quiet_seconds = (unsigned int)run->opts.cell_timeout };
	slot->boot.plan = schedule_plan(slot);
	slot->busy = true;
	return boot_start(&slot->boot, &files);
}

/* Everything that ended in this slot: save the console, judge, requeue what is left. */
static void slot_end(struct schedule *s, struct slot *slot)
{
	struct batch *batch = slot->batch;
	struct boot *b = &slot->boot;
	char *sentence = NULL, *log = str_fmt("boot-%d.log", b->number);
	int end = boot_end(b, &sentence);
	size_t left = 0;

	if (folder_console(&s->run->folder, log, b->guest.console, b->guest.console_len))
		s->run->write_failed = true;
	if (b->hello)
		s->run->progress.boot_seconds += b->booted_at - b->started_at;
	s->run->progress.cell_seconds += b->cell_seconds;
	if (end != GUEST_DONE && b->in_flight >= 0) {
		bool kernel_died = end == GUEST_OOPS || end == GUEST_PANIC;

		schedule_lost(slot, slot->sent[b->in_flight],
			      kernel_died ? OUTCOME_FAIL : OUTCOME_BROKEN, sentence);
		batch->barren = 0;
	} else if (!b->finished) {
		batch->barren++;
	}
	for (size_t i = 0; i < batch->n; i++) {
		if (batch->done[i])
			continue;
		if (batch->barren >= SCHEDULE_ATTEMPTS || end == GUEST_DONE)
			schedule_lost(slot, i, OUTCOME_BROKEN,
				      end == GUEST_DONE ? "the guest ended without reporting this cell" :
							  sentence);
		else
			left++;
	}
	free(log);
	free(sentence);
	boot_stop(b);
	slot->busy = false;
	if (left)
		schedule_push(s, batch);
	else
		batch_free(batch);
}

static void schedule_poll(struct schedule *s)
{
	const struct guest *guests[RUN_MAX_JOBS];
	size_t n = 0;

	for (size_t i = 0; i < s->nr_slots; i++)
		if (s->slots[i].busy)
			guests[n++] = &s->slots[i].boot.guest;
	guest_wait(guests, n, SCHEDULE_POLL_MS);
}

/* One turn: start what can start, wait, read. False when there is nothing left to do. */
static bool schedule_turn(struct schedule *s)
{
	bool any = false;

	for (size_t i = 0; i < s->nr_slots; i++) {
		struct slot *slot = &s->slots[i];

		if (!slot->busy && s->queued) {
			struct batch *b = s->queue[0];

			memmove(s->queue, s->queue + 1, --s->queued * sizeof(*s->queue));
			if (slot_start(s, slot, b)) {
				s->exit_code = PB_EXIT_ENV;
				return false;
			}
		}
		any |= slot->busy;
	}
	if (!any)
		return false;
	schedule_poll(s);
	for (size_t i = 0; i < s->nr_slots; i++)
		if (s->slots[i].busy && !boot_pump(&s->slots[i].boot))
			slot_end(s, &s->slots[i]);
	if (!run_signal())
		run_progress_tick(s->run, "measuring");
	return true;
}

int run_schedule(struct run *run)
{
	struct schedule s = { .run = run, .nr_slots = run->opts.jobs };

	s.slots = mem_alloc(s.nr_slots, sizeof(*s.slots));
	s.dir = str_fmt("%s/tmp", root_build());
	run->progress.started = clock_seconds();
	if (dir_make(s.dir))
		s.exit_code = PB_EXIT_ENV;
	else
		schedule_fill(&s);
	/* A killed run leaves its archives, and they are large. */
	dir_sweep(s.dir, "initramfs-");
	run->progress.slots = (unsigned int)(s.queued < s.nr_slots ? s.queued : s.nr_slots);
	while (!s.exit_code && !run->write_failed && !run_signal() && schedule_turn(&s))
		;
	log_progress(NULL);
	for (size_t i = 0; i < s.nr_slots; i++) {
		if (s.slots[i].busy) {
			boot_stop(&s.slots[i].boot);
			batch_free(s.slots[i].batch);
		}
		free(s.slots[i].sent);
	}
	for (size_t i = 0; i < s.queued; i++)
		batch_free(s.queue[i]);
	free(s.queue);
	free(s.slots);
	free(s.dir);
	if (run_signal())
		return PB_EXIT_INTERRUPTED;
	return run->write_failed ? PB_EXIT_ENV : s.exit_code;
}
