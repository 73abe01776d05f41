// SPDX-License-Identifier: GPL-2.0-only
/*
 * stepper - the host's end of the box: steps a guest that asked for it through one event, and answers.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anatomy/box.h"
#include "anatomy/listing.h"
#include "anatomy/stepper.h"
#include "anatomy/trace.h"
#include "vm/gdb.h"

#define STEPPER_CHUNK	1024 /* divides a page, so that no chunk is half there */
#define STEPPER_MAX_TEXT (64u << 20) /* of /proc/kallsyms; a tenth of it is usual */
#define STEPPER_SECONDS 60.0 /* for the guest to come to a marker */

struct stepper {
	struct gdb gdb;
	struct symbols symbols; /* of the binary; then of the kernel too */
	u64 box_at, wait, start, end;
	struct anatomy_box box;
	u8 (*chunks)[STEPPER_CHUNK]; /* code of the guest, as far as it was looked at */
	u64 *chunk_at;
	size_t nr_chunks;
};

static u64 stepper_place(const struct stepper *t, const char *symbol)
{
	char *name = str_fmt("%s [user]", symbol);
	u64 address = symbols_address(&t->symbols, name);

	free(name);
	return address;
}

static int stepper_learn(struct stepper *t, const char *binary)
{
	int err = symbols_elf(&t->symbols, binary);

	if (err)
		return err;
	t->box_at = symbols_elf_object(binary, BOX_SYMBOL);
	t->wait = stepper_place(t, BOX_WAIT_SYMBOL);
	t->start = stepper_place(t, BOX_START_SYMBOL);
	t->end = stepper_place(t, BOX_END_SYMBOL);
	if (t->box_at && t->wait && t->start && t->end)
		return 0;
	log_err("%s has no marker to trace from: it is not this program's guest", binary);
	return -ENOEXEC;
}

/* Run the guest up to @address. */
static int stepper_run_to(struct stepper *t, u64 address)
{
	int err = gdb_break(&t->gdb, address, true);

	if (!err)
		err = gdb_continue(&t->gdb);
	if (!err)
		err = gdb_wait(&t->gdb, STEPPER_SECONDS);
	/* After a time-out it still runs; gdb_close() leaves it to its own time limit. */
	return err ? err : gdb_break(&t->gdb, address, false);
}

/*
 * Wherever the guest was when we connected: where it waits for us, its own memory is what a virtual
 * address means. Then let it go on, up to the start of the event.
 */
static int stepper_meet(struct stepper *t)
{
	int err = stepper_run_to(t, t->wait);

	if (!err)
		err = gdb_read(&t->gdb, t->box_at, &t->box, sizeof(t->box));
	if (!err && t->box.magic != BOX_MAGIC)
		err = -EPROTO;
	t->box.go = 1;
	if (!err)
		err = gdb_write(&t->gdb, t->box_at, &t->box, sizeof(t->box));
	return err ? err : stepper_run_to(t, t->start);
}

/* The code at @address, from what was read before where that is possible. */
static int stepper_code(struct stepper *t, u64 address, struct step *step)
{
	for (step->len = 0; step->len < INSN_MAX_BYTES;) {
		u64 at = address + step->len, base = at & ~(u64)(STEPPER_CHUNK - 1);
		size_t i = t->nr_chunks, n = base + STEPPER_CHUNK - at;

		while (i && t->chunk_at[i - 1] != base)
			i--;
		if (!i) {
			t->chunks = mem_grow(t->chunks, t->nr_chunks + 1, sizeof(*t->chunks));
			t->chunk_at = mem_grow(t->chunk_at, t->nr_chunks + 1, sizeof(*t->chunk_at));
			t->chunk_at[t->nr_chunks] = base;
			/* Behind the last page of a function there may be none. */
			if (gdb_read(&t->gdb, base, t->chunks[t->nr_chunks], STEPPER_CHUNK))
				return step->len ? 0 : -EFAULT;
			i = ++t->nr_chunks;
		}
		if (n > (size_t)(INSN_MAX_BYTES - step->len))
			n = (size_t)(INSN_MAX_BYTES - step->len);
		memcpy(step->code + step->len, t->chunks[i - 1] + (at - base), n);
		step->len = (u8)(step->len + n);
	}
	return 0;
}

/* Every step from where the guest is, which is the start, to the end. */
static int stepper_steps(struct stepper *t, struct steps *steps)
{
	static const enum gdb_register where[] = { GDB_RIP, GDB_RSP };

	for (;;) {
		struct step step = { 0 };
		u64 at[ARRAY_SIZE(where)];
		int err = gdb_registers(&t->gdb, where, at, ARRAY_SIZE(where));

		if (err)
			return err;
		step.rip = at[0];
		step.rsp = at[1];
		if (step.rip == t->end)
			return 0;
		if (steps->n == t->box.max_steps)
			return -E2BIG;
		err = stepper_code(t, step.rip, &step);
		if (err)
			return err;
		steps_add(steps, &step);
		err = gdb_step(&t->gdb);
		if (err)
			return err;
	}
}

/* The kernel's symbols, from where the guest has read them into its memory. */
static int stepper_symbols(struct stepper *t)
{
	char *text;
	int err;

	if (t->box.kallsyms_len > STEPPER_MAX_TEXT)
		return -EFBIG;
	text = mem_alloc(t->box.kallsyms_len + 1, 1);
	err = gdb_read(&t->gdb, t->box.kallsyms, text, t->box.kallsyms_len);

	if (!err)
		err = symbols_kallsyms(&t->symbols, text, t->box.kallsyms_len);
	free(text);
	symbols_sort(&t->symbols);
	return err;
}

/* The handler, instruction by instruction; null if there is none, or its code cannot be read. */
static json_t *stepper_listing(struct stepper *t, const struct steps *steps)
{
	const struct symbol *body = t->box.body ? symbols_find(&t->symbols, t->box.body) : NULL;
	json_t *listing = NULL;
	size_t len = t->box.body_len;
	u8 *code;

	if (!len && body)
		len = symbols_size(&t->symbols, body);
	if (!body || !len || len > LISTING_MAX_BYTES)
		return json_null();
	code = mem_alloc(len, 1);
	if (!gdb_read(&t->gdb, t->box.body, code, len))
		listing = listing_x86(t->box.body, code, len, steps, &t->symbols);
	free(code);
	return listing ? listing : json_null();
}

static json_t *stepper_error(const struct stepper *t, int err)
{
	return json_pack("{s:s}", "error",
			 t->gdb.fault	 ? t->gdb.fault :
			 err == -E2BIG	 ? "the event does not end" :
			 err == -EPERM	 ? "/proc/kallsyms hides its addresses" :
			 err == -ENODATA ? "the event does not read the clock" :
			 err == -EFAULT	 ? "the guest's memory cannot be read" :
					   strerror(-err));
}

/* For the tests of what reads such logs: keep this one, with the symbols that it touches. */
static void stepper_keep(const struct stepper *t, const struct steps *steps)
{
	const char *to = getenv("PROBEBENCH_TEST_STEPS");
	FILE *out = to ? fopen(to, "w") : NULL;

	if (!out)
		return;
	steps_write(steps, &t->symbols, out);
	fclose(out);
}

static json_t *stepper_answer(struct stepper *t)
{
	struct steps steps = { 0 };
	struct trace trace = { 0 };
	json_t *answer = NULL;
	int err = stepper_symbols(t);

	if (!err)
		err = stepper_steps(t, &steps);
	if (!err) {
		stepper_keep(t, &steps);
		err = steps_bracket(&steps);
	}
	if (!err) {
		trace_build(&trace, &steps, &t->symbols);
		answer = json_pack("{s:I, s:o, s:o}", "steps", (json_int_t)steps.n, "trace",
				   trace_json(&trace), "listing", stepper_listing(t, &steps));
	} else {
		answer = stepper_error(t, err);
	}
	trace_free(&trace);
	steps_free(&steps);
	return answer;
}

/* Put the answer where the guest wants it; one that is too long is an error. */
static int stepper_reply(struct stepper *t, const json_t *answer)
{
	char *text = json_dumps(answer, JSON_COMPACT);
	int err;

	if (strlen(text) >= t->box.reply_size) {
		free(text);
		text = str_dup("{\"error\": \"the trace is too long for the guest\"}");
	}
	t->box.reply_len = strlen(text);
	err = gdb_write(&t->gdb, t->box.reply, text, t->box.reply_len + 1);
	if (!err)
		err = gdb_write(&t->gdb, t->box_at, &t->box, sizeof(t->box));
	free(text);
	return err;
}

int stepper_serve(const char *socket, const char *binary)
{
	struct stepper t = { .gdb = { .fd = -1 } };
	json_t *answer;
	int err = stepper_learn(&t, binary);

	if (!err)
		err = gdb_connect(&t.gdb, socket);
	if (!err)
		err = gdb_mask_interrupts(&t.gdb);
	if (!err)
		err = stepper_meet(&t);
	if (!err) {
		answer = stepper_answer(&t);
		err = stepper_reply(&t, answer);
		json_decref(answer);
	}
	if (err)
		log_warn("tracing through %s: %s", socket, t.gdb.fault ? t.gdb.fault : strerror(-err));
	gdb_close(&t.gdb);
	symbols_free(&t.symbols);
	free(t.chunks);
	free(t.chunk_at);
	return err;
}
