// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace - one event as a sequence of functions.
 *
 * How deep a function is in the calls cannot be told from calls and returns alone: tracing works by
 * returning to where nobody called from (retpolines, return trampolines), and by leaving two frames at
 * once (BPF trampolines). So each call is remembered by where on the stack its return address lies; a
 * return ends all calls whose places it leaves behind.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "anatomy/trace.h"

/* Of what is read from a file, which may be damaged: more would make tables and pictures huge. */
#define TRACE_MAX_SPANS 65536
#define TRACE_MAX_DEPTH 500

/* A call that has not returned. */
struct frame {
	u64 slot;   /* where its return address lies; 0: not on this stack (kernel entry, exception) */
	u64 back;   /* the return address: what follows the call; 0: unknown */
	u32 caller; /* function */
	bool jump;  /* a call that is a way to jump, over a few bytes of its own function */
};

struct builder {
	struct trace *t;
	const struct symbols *symbols;
	struct frame *frames;
	size_t nr_frames;
};

static u32 trace_function(struct trace *t, const char *name)
{
	for (size_t i = t->nr_functions; i--;)
		if (!strcmp(t->functions[i], name))
			return (u32)i;
	t->functions = mem_grow(t->functions, t->nr_functions + 1, sizeof(*t->functions));
	t->functions[t->nr_functions] = str_dup(name);
	return (u32)t->nr_functions++;
}

static void trace_add(struct trace *t, u32 function, u32 depth, u32 insns)
{
	struct trace_span *last = t->nr_spans ? &t->spans[t->nr_spans - 1] : NULL;

	if (last && last->function == function && last->depth == depth) {
		last->insns += insns;
		return;
	}
	t->spans = mem_grow(t->spans, t->nr_spans + 1, sizeof(*t->spans));
	t->spans[t->nr_spans++] = (struct trace_span){ function, depth, insns };
}

static void frame_push(struct builder *b, u64 slot, u64 back, u32 caller)
{
	b->frames = mem_grow(b->frames, b->nr_frames + 1, sizeof(*b->frames));
	b->frames[b->nr_frames++] = (struct frame){ .slot = slot, .back = back, .caller = caller };
}

static u32 frame_depth(const struct builder *b)
{
	u32 depth = 0;

	for (size_t i = 0; i < b->nr_frames; i++)
		depth += !b->frames[i].jump;
	return depth;
}

/* Leave the kernel, or an exception: everything since it was entered is over. */
static void frame_pop_entry(struct builder *b)
{
	while (b->nr_frames)
		if (!b->frames[--b->nr_frames].slot)
			return;
}

/*
 * A return to @to. If that is not where the call came from, and the call was not a way to jump, then whoever runs now does so in place of the caller's next
 * instruction: it stands below the caller until it goes there itself.
 */
static void frame_return(struct builder *b, const struct step *to)
{
	struct frame last = { 0 };

	while (b->nr_frames && b->frames[b->nr_frames - 1].slot &&
	       b->frames[b->nr_frames - 1].slot < to->rsp)
		last = b->frames[--b->nr_frames];
	if (last.slot && last.back && to->rip != last.back && !last.jump)
		frame_push(b, last.slot, last.back, last.caller);
}

static bool step_is_next(const struct step *from, const struct step *to)
{
	return to->rip >= from->rip && to->rip <= from->rip + INSN_MAX_BYTES;
}

/* Where a call returns to: the address behind it, which for an indirect one follows from its operand. */
static u64 call_back(const struct step *s)
{
	size_t i = insn_opcode(s->code, s->len);
	u8 mod, rm;

	if (i < s->len && s->code[i] == 0xe8)
		return s->rip + i + 5;
	if (i + 2 >= s->len || s->code[i] != 0xff)
		return 0;
	mod = s->code[i + 1] >> 6;
	rm = s->code[i + 1] & 7;
	if (mod == 3)
		return s->rip + i + 2;
	return s->rip + i + 2 + (rm == 4) + (mod == 1 ? 1 : mod == 2 || rm == 5 ? 4 : 0);
}

/* From one instruction to the next: what becomes of the open calls. */
static void frame_follow(struct builder *b, const struct step *from, const struct step *to,
			 u32 function)
{
	switch (step_class(from)) {
	case INSN_CALL:
		frame_push(b, to->rsp, call_back(from), function);
		b->frames[b->nr_frames - 1].jump = step_is_next(from, to);
		break;
	case INSN_RET:
		frame_return(b, to);
		break;
	case INSN_SYSCALL:
		frame_push(b, 0, 0, function);
		break;
	case INSN_SYSRET:
	case INSN_IRET:
		frame_pop_entry(b);
		break;
	case INSN_JUMP:
		break;
	default: /* an exception, asked for or not */
		if (!step_is_next(from, to))
			frame_push(b, 0, 0, function);
		break;
	}
}

static const char *step_function(const struct symbols *symbols, const struct step *s)
{
	const struct symbol *symbol = symbols_find(symbols, s->rip);

	return symbol ? symbol->name : step_in_user(s) ? TRACE_UNKNOWN " [user]" : TRACE_UNKNOWN;
}

void trace_build(struct trace *t, const struct steps *steps, const struct symbols *symbols)
{
	struct builder b = { .t = t, .symbols = symbols };

	*t = (struct trace){ 0 };
	for (size_t i = 0; i < steps->n; i++) {
		const struct step *s = &steps->v[i];
		u32 function = trace_function(t, step_function(symbols, s));

		trace_add(t, function, frame_depth(&b), 1);
		if (i + 1 == steps->n)
			break;
		frame_follow(&b, s, s + 1, function);
	}
	free(b.frames);
}

json_t *trace_json(const struct trace *t)
{
	json_t *functions = json_array(), *spans = json_array();

	for (size_t i = 0; i < t->nr_functions; i++)
		json_array_append_new(functions, json_string(t->functions[i]));
	for (size_t i = 0; i < t->nr_spans; i++) {
		json_array_append_new(spans, json_integer(t->spans[i].function));
		json_array_append_new(spans, json_integer(t->spans[i].depth));
		json_array_append_new(spans, json_integer(t->spans[i].insns));
	}
	return json_pack("{s:o, s:o}", "functions", functions, "spans", spans);
}

static bool trace_number(const json_t *spans, size_t i, u64 limit, u32 *value)
{
	const json_t *n = json_array_get(spans, i);

	if (!json_is_integer(n) || json_integer_value(n) < 0 || (u64)json_integer_value(n) >= limit)
		return false;
	*value = (u32)json_integer_value(n);
	return true;
}

int trace_parse(struct trace *t, const json_t *json)
{
	const json_t *functions = json_object_get(json, "functions"),
		     *spans = json_object_get(json, "spans");

	*t = (struct trace){ 0 };
	if (!json_is_array(functions) || !json_is_array(spans) || json_array_size(spans) % 3 ||
	    json_array_size(spans) > 3 * TRACE_MAX_SPANS)
		return -EINVAL;
	for (size_t i = 0; i < json_array_size(functions); i++) {
		const char *name = json_string_value(json_array_get(functions, i));

		t->functions = mem_grow(t->functions, i + 1, sizeof(*t->functions));
		t->functions[i] = str_dup(name ? name : TRACE_UNKNOWN);
		t->nr_functions++;
	}
	for (size_t i = 0; i < json_array_size(spans); i += 3) {
		u32 function, depth, insns;

		/* Deeper than there are spans before it is impossible. */
		if (!trace_number(spans, i, t->nr_functions, &function) ||
		    !trace_number(spans, i + 1, i / 3 + 1, &depth) || depth > TRACE_MAX_DEPTH ||
		    !trace_number(spans, i + 2, UINT32_MAX, &insns)) {
			trace_free(t);
			return -EINVAL;
		}
		trace_add(t, function, depth, insns);
	}
	return 0;
}

void trace_free(struct trace *t)
{
	for (size_t i = 0; i < t->nr_functions; i++)
		free(t->functions[i]);
	free(t->functions);
	free(t->spans);
	*t = (struct trace){ 0 };
}

u64 trace_insns(const struct trace *t)
{
	u64 sum = 0;

	for (size_t i = 0; i < t->nr_spans; i++)
		sum += t->spans[i].insns;
	return sum;
}

size_t trace_activations(const struct trace *t, struct activation **out)
{
	struct activation *all = mem_alloc(t->nr_spans + 1, sizeof(*all));
	size_t n = 0;
	int open = -1; /* the innermost */
	u64 at = 0;

	for (size_t i = 0; i < t->nr_spans; i++) {
		const struct trace_span *s = &t->spans[i];

		while (open >= 0 && (all[open].depth > s->depth ||
				     (all[open].depth == s->depth && all[open].function != s->function)))
			open = all[open].parent;
		if (open < 0 || all[open].depth != s->depth) {
			all[n] = (struct activation){ .function = s->function, .depth = s->depth,
						      .parent = open, .from = at };
			open = (int)n++;
		}
		all[open].self += s->insns;
		for (int a = open; a >= 0; a = all[a].parent)
			all[a].total += s->insns;
		at += s->insns;
	}
	*out = all;
	return n;
}
