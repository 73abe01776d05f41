// SPDX-License-Identifier: GPL-2.0-only
/*
 * stepper - the host's end of the box: waits until a guest asks to be traced, steps it, answers.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "anatomy/box.h"
#include "anatomy/stepper.h"

#define STEPPER_CHUNK 1024 /* divides a page, so that no chunk is half there */

void stepper_open(struct stepper *t, const char *socket, const char *binary)
{
	*t = (struct stepper){ .socket = str_dup(socket), .binary = str_dup(binary),
			      .gdb = { .fd = -1 } };
}

static void stepper_forget_code(struct stepper *t)
{
	free(t->chunks);
	free(t->chunk_at);
	t->chunks = NULL;
	t->chunk_at = NULL;
	t->nr_chunks = 0;
}

void stepper_close(struct stepper *t)
{
	gdb_close(&t->gdb);
	symbols_free(&t->user);
	stepper_forget_code(t);
	free(t->socket);
	free(t->binary);
	*t = (struct stepper){ .gdb = { .fd = -1 } };
}

static void stepper_give_up(struct stepper *t)
{
	log_warn("tracing: %s", t->gdb.fault ? t->gdb.fault : "the debugger stub is of no use");
	t->given_up = true;
	/* A guest that stays stopped would be taken for one that hangs; without us it goes on. */
	gdb_close(&t->gdb);
}

static u64 stepper_place(const struct stepper *t, const char *symbol)
{
	char *name = str_fmt("%s [user]", symbol);
	u64 address = symbols_address(&t->user, name);

	free(name);
	return address;
}

static int stepper_learn(struct stepper *t)
{
	int err = symbols_elf(&t->user, t->binary);

	if (err)
		return err;
	symbols_sort(&t->user);
	t->box = symbols_elf_object(t->binary, BOX_SYMBOL);
	t->start = stepper_place(t, BOX_START_SYMBOL);
	t->end = stepper_place(t, BOX_END_SYMBOL);
	if (t->box && t->start && t->end)
		return 0;
	log_err("%s has no marker to trace from: it is not this program's guest", t->binary);
	return -ENOEXEC;
}

/* Once QEMU listens: the breakpoint, then let it boot. */
static void stepper_connect(struct stepper *t)
{
	int err = gdb_connect(&t->gdb, t->socket);

	if (err == -ENOENT || err == -ECONNREFUSED)
		return;
	if (!err)
		err = stepper_learn(t);
	if (!err)
		err = gdb_mask_interrupts(&t->gdb);
	if (!err)
		err = gdb_break(&t->gdb, t->start, true);
	if (!err)
		err = gdb_continue(&t->gdb);
	t->connected = !err;
	if (err)
		stepper_give_up(t);
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

int stepper_steps(struct stepper *t, u64 max_steps, struct steps *steps)
{
	static const enum gdb_register where[] = { GDB_RIP, GDB_RSP };

	/* The kernel patches its own text when a collector is attached. */
	stepper_forget_code(t);
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
		if (steps->n == max_steps)
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

/* The kernel's symbols, from the guest's memory, and the binary's. */
static int stepper_symbols(struct stepper *t, const struct anatomy_box *box, struct symbols *s)
{
	char *text = mem_alloc(box->kallsyms_len + 1, 1);
	int err = gdb_read(&t->gdb, box->kallsyms, text, box->kallsyms_len);

	if (!err)
		err = symbols_kallsyms(s, text, box->kallsyms_len);
	free(text);
	if (!err)
		err = symbols_elf(s, t->binary);
	symbols_sort(s);
	return err;
}

static json_t *stepper_error(int err)
{
	return json_pack("{s:s}", "error", err == -E2BIG   ? "the event does not end" :
					   err == -EPERM   ? "/proc/kallsyms hides its addresses" :
					   err == -ENODATA ? "the event does not read the clock" :
					   err == -EFAULT  ? "the guest's memory cannot be read" :
							     strerror(-err));
}

/* The answer to the guest that has stopped at the marker. */
static json_t *stepper_answer(struct stepper *t, const struct anatomy_box *box)
{
	struct symbols symbols = { 0 };
	struct steps steps = { 0 };
	struct trace trace = { 0 };
	json_t *answer = NULL;
	int err = stepper_symbols(t, box, &symbols);

	if (!err)
		err = stepper_steps(t, box->max_steps, &steps);
	if (!err)
		err = steps_bracket(&steps);
	if (!err) {
		trace_build(&trace, &steps, &symbols);
		answer = json_pack("{s:I, s:o}", "steps", (json_int_t)steps.n, "trace",
				   trace_json(&trace));
	} else {
		answer = stepper_error(err);
	}
	trace_free(&trace);
	steps_free(&steps);
	symbols_free(&symbols);
	return answer;
}

/* Put the answer where the guest wants it; one that is too long is an error. */
static int stepper_reply(struct stepper *t, struct anatomy_box *box, json_t *answer)
{
	char *text = json_dumps(answer, JSON_COMPACT);
	int err;

	if (strlen(text) >= box->reply_size) {
		free(text);
		text = str_dup("{\"error\": \"the trace is too long for the guest\"}");
	}
	box->reply_len = strlen(text);
	err = gdb_write(&t->gdb, box->reply, text, box->reply_len + 1);
	if (!err)
		err = gdb_write(&t->gdb, t->box, box, sizeof(*box));
	free(text);
	return err;
}

static void stepper_serve(struct stepper *t)
{
	struct anatomy_box box;
	json_t *answer;
	int err = gdb_read(&t->gdb, t->box, &box, sizeof(box));

	if (err || box.magic != BOX_MAGIC) {
		stepper_give_up(t);
		return;
	}
	answer = stepper_answer(t, &box);
	err = stepper_reply(t, &box, answer);
	json_decref(answer);
	if (!err)
		err = gdb_continue(&t->gdb);
	if (err)
		stepper_give_up(t);
}

void stepper_poll(struct stepper *t)
{
	int stopped;

	if (t->given_up)
		return;
	if (!t->connected) {
		stepper_connect(t);
		return;
	}
	stopped = gdb_stopped(&t->gdb);
	if (stopped > 0)
		stepper_serve(t);
	else if (stopped < 0) /* the guest's end is the ordinary case, and others report it */
		t->given_up = true;
}
