// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule - spread the plan's cells over guests, several side by side, and record what comes back.
 *
 * A guest that dies costs the cell it was running, which is named; the rest of its batch goes to a new
 * boot. If the cell was there to kill its guest, its experiment judges how that ended.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "queue.h"
#include "cell.h"
#include "files.h"
#include "frozen.h"
#include "record.h"
#include "registry.h"
#include "run.h"
#include "vm/console.h"

#define SCHEDULE_ATTEMPTS 2 /* boots in a row without a single cell, then the batch is given up */
#define SCHEDULE_POLL_MS  50
#define SCHEDULE_INIT	  "Run /init as init process" /* the last line of a kernel's start */

struct slot {
	struct run *run;
	struct boot_batch *batch;
	struct boot boot;
	u32 *sent; /* batch index of each entry of the boot's plan */
	json_t *held; /* what the guest of a cell alone reported; judged once that guest has ended */
	bool busy;
};

struct schedule {
	struct run *run;
	struct queue queue;
	struct slot *slots;
	size_t nr_slots;
	char *dir;
	struct frozen_list frozen;
	bool booted[RUN_MAX_KERNELS];
	struct {
		char *why; /* its cells are not tried any more; NULL: they are */
		int boot;
		unsigned int times;
	} no_boot[RUN_MAX_KERNELS];
	int exit_code;
};

static struct run_cell *schedule_cell(const struct slot *slot, size_t at)
{
	return &slot->run->cells[slot->batch->cells[at]];
}

/* Record one repeat of a cell, wherever it comes from. */
static void schedule_record(struct slot *slot, size_t at, json_t *record)
{
	struct run *run = slot->run;
	struct run_cell *cell = schedule_cell(slot, at);
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
	if (schedule_cell(slot, slot->sent[index])->experiment->alone) {
		json_decref(slot->held);
		slot->held = json_incref(record);
	} else {
		schedule_record(slot, slot->sent[index], record);
	}
}

static void schedule_on_note(struct boot *b, int index, const json_t *note)
{
	struct slot *slot = b->ctx;
	const struct run_cell *cell = schedule_cell(slot, slot->sent[index]);

	if (cell->experiment->on_note)
		cell->experiment->on_note(b, cell->name, note);
}

/* A cell that the guest could not report itself. */
static void schedule_lost(struct slot *slot, size_t at, enum outcome outcome, const char *reason)
{
	struct run_cell *cell = schedule_cell(slot, at);
	struct cell_run lost = { .outcome = outcome,
				 .reason = (char *)reason,
				 .repeat = slot->batch->repeat,
				 .boot = slot->boot.number,
				 .record = record_new(cell->name, cell->experiment->profile) };

	record_finish(&lost);
	schedule_record(slot, at, lost.record);
	json_decref(lost.record);
}

/* A cell alone in its guest, which has ended: its experiment says what that means. */
static void schedule_judge(struct slot *slot, size_t at, enum outcome died, const char *sentence)
{
	struct run_cell *cell = schedule_cell(slot, at);
	struct cell_run run = { .repeat = slot->batch->repeat, .boot = slot->boot.number };
	char *why;

	if (cell_parse(cell->name, &run.cell, &why)) {
		schedule_lost(slot, at, OUTCOME_BROKEN, why);
		free(why);
		return;
	}
	run.record = slot->held ? slot->held : record_new(cell->name, cell->experiment->profile);
	slot->held = NULL;
	why = (char *)json_string_value(json_object_get(run.record, "reason"));
	if (record_repeats(run.record)) {
		run.outcome = (enum outcome)outcome_parse(
			json_string_value(json_object_get(run.record, "outcome")));
		run.reason = *why ? str_dup(why) : NULL;
	} else {
		run.outcome = died;
		run.reason = str_dup(sentence);
	}
	if (cell->experiment->judge && run.outcome != OUTCOME_SKIP)
		cell->experiment->judge(&run, &slot->boot);
	record_finish(&run);
	schedule_record(slot, at, run.record);
	json_decref(run.record);
	cell_free(&run.cell);
	free(run.reason);
}

static void schedule_on_env(struct boot *b, json_t *env)
{
	struct slot *slot = b->ctx;

	run_guest_env(slot->run, slot->batch->kernel, b, env);
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
	struct boot_batch *b = slot->batch;
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
	return json_pack("{s:i, s:i, s:{s:i, s:I, s:I}, s:o}", "schema", PB_SCHEMA, "boot",
			 slot->boot.number, "measure", "blocks", (int)m->blocks, "target_insns",
			 (json_int_t)m->target_insns, "seed", (json_int_t)run->opts.seed, "cells",
			 cells);
}

/* Cells of a kernel that does not start are not run, and say so; nothing is left of the batch. */
static void slot_skip(struct schedule *s, struct slot *slot)
{
	for (size_t i = 0; i < slot->batch->n; i++)
		schedule_lost(slot, i, OUTCOME_SKIP, s->no_boot[slot->batch->kernel].why);
	boot_batch_free(slot->batch);
}

static int slot_start(struct schedule *s, struct slot *slot, struct boot_batch *batch)
{
	struct run *run = s->run;
	struct boot_files files = { .init = boot_init_path(),
				    .modules = run->modules[batch->kernel],
				    .kernel = &run->kernels[batch->kernel],
				    .dir = s->dir };
	const struct frozen *frozen;

	slot->run = run;
	slot->batch = batch;
	if (s->no_boot[batch->kernel].why) {
		slot->boot = (struct boot){ .number = s->no_boot[batch->kernel].boot,
					    .spec = run->cells[batch->cells[0]].spec };
		slot_skip(s, slot);
		return 0;
	}
	slot->boot = (struct boot){ .number = (int)run->progress.boots++,
				    .on_record = schedule_on_record,
				    .on_env = schedule_on_env,
				    .on_note = schedule_on_note,
				    .ctx = slot };
	slot->boot.spec = run->cells[batch->cells[0]].spec;
	slot->boot.plan = schedule_plan(slot);
	slot->busy = true;
	frozen = frozen_find(&s->frozen, run, batch->cells[0]);
	if (!frozen)
		return boot_start(&slot->boot, &files);
	slot->boot.spec.snapshot = &frozen->snapshot;
	/* A guest that does not go on ends at once, and its cell is tried again like any other. */
	boot_resume(&slot->boot, &frozen->boot);
	return 0;
}

/* Of a guest that died as it was expected to, the decisive lines are in the record. */
static bool slot_keeps_console(const struct slot *slot)
{
	const struct run_cell *c = schedule_cell(slot, 0);
	const char *outcome = json_string_value(json_object_get(c->record, "outcome"));

	return !c->experiment->alone || !outcome || strcmp(outcome, outcome_name(OUTCOME_OK));
}

/* A kernel starts the same way every time, in 300 lines, which a guest that ends well need not tell. */
static int slot_save_console(const struct slot *slot, bool well)
{
	const char *text = slot->boot.guest.console, *init = well ? strstr(text, SCHEDULE_INIT) : NULL;
	size_t cut = init ? (size_t)(init - text) + strcspn(init, "\n") : 0;
	char *name = str_fmt("boot-%d.log", slot->boot.number);
	int err = folder_console(&slot->run->folder, name, text + cut,
				 slot->boot.guest.console_len - cut);

	free(name);
	return err;
}

/*
 * Did it end before process 1, which is where our own part begins? Then kernel and QEMU do not go together; a
 * kernel that has started once in this run has something else.
 */
static bool slot_no_boot(const struct schedule *s, const struct slot *slot, int end)
{
	return !s->booted[slot->batch->kernel] && (end == GUEST_NO_BOOT || end == GUEST_PANIC) &&
	       !strstr(slot->boot.guest.console, SCHEDULE_INIT);
}

/* Everything that ended in this slot: save the console, judge, requeue what is left. */
static void slot_end(struct schedule *s, struct slot *slot)
{
	struct boot_batch *batch = slot->batch;
	struct boot *b = &slot->boot;
	char *sentence = NULL;
	int end = boot_end(b, &sentence);
	enum outcome died = end == GUEST_OOPS || end == GUEST_PANIC ? OUTCOME_FAIL : OUTCOME_BROKEN;
	size_t left = 0;

	s->booted[batch->kernel] |= b->hello;
	if (b->hello)
		s->run->progress.boot_seconds += b->booted_at - b->started_at;
	s->run->progress.cell_seconds += b->cell_seconds;
	s->run->progress.busy_insn += b->busy_insn;
	s->run->progress.block_insn += b->block_insn;
	if (schedule_cell(slot, 0)->experiment->alone && (slot->held || b->in_flight >= 0)) {
		schedule_judge(slot, 0, died, sentence);
	} else if (end != GUEST_DONE && b->in_flight >= 0) {
		schedule_lost(slot, slot->sent[b->in_flight], died, sentence);
		batch->barren = 0;
	} else if (!b->finished) {
		batch->barren++;
	}
	if (slot_keeps_console(slot) && slot_save_console(slot, end == GUEST_DONE))
		s->run->write_failed = true;
	if (slot_no_boot(s, slot, end) && ++s->no_boot[batch->kernel].times == SCHEDULE_ATTEMPTS) {
		s->no_boot[batch->kernel].why = str_fmt("this kernel does not start under this QEMU: %s", sentence);
		s->no_boot[batch->kernel].boot = b->number;
	}
	for (size_t i = 0; i < batch->n; i++) {
		if (batch->done[i] || s->no_boot[batch->kernel].why)
			continue;
		if (batch->barren >= SCHEDULE_ATTEMPTS || end == GUEST_DONE)
			schedule_lost(slot, i, OUTCOME_BROKEN,
				      end == GUEST_DONE ? "the guest ended without reporting this cell" :
							  sentence);
		else
			left++;
	}
	free(sentence);
	boot_stop(b);
	slot->busy = false;
	if (s->no_boot[batch->kernel].why)
		slot_skip(s, slot);
	else if (left)
		queue_push(&s->queue, batch);
	else
		boot_batch_free(batch);
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

		while (!slot->busy && s->queue.n) {
			if (slot_start(s, slot, queue_pop(&s->queue))) {
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
		run->progress.total += queue_fill(&s.queue, run);
	/* A killed run leaves its archives, and they are large. */
	dir_sweep(s.dir, "initramfs-");
	run->progress.slots = (unsigned int)(s.queue.n < s.nr_slots ? s.queue.n : s.nr_slots);
	if (!s.exit_code && frozen_make(&s.frozen, run, &s.queue, s.dir))
		s.exit_code = PB_EXIT_ENV;
	while (!s.exit_code && !run->write_failed && !run_signal() && schedule_turn(&s))
		;
	log_progress(NULL);
	for (size_t i = 0; i < s.nr_slots; i++) {
		json_decref(s.slots[i].held);
		if (s.slots[i].busy) {
			boot_stop(&s.slots[i].boot);
			boot_batch_free(s.slots[i].batch);
		}
		free(s.slots[i].sent);
	}
	for (unsigned int k = 0; k < ARRAY_SIZE(s.no_boot); k++)
		free(s.no_boot[k].why);
	frozen_free(&s.frozen);
	queue_free(&s.queue);
	free(s.slots);
	free(s.dir);
	if (run_signal())
		return PB_EXIT_INTERRUPTED;
	return run->write_failed ? PB_EXIT_ENV : s.exit_code;
}
