// SPDX-License-Identifier: GPL-2.0-only
/*
 * structures - what one operation on a data structure costs, on either side, without a hook.
 *
 * An order runs one operation n times inside of the kernel; the clock is read around the system call that
 * gives it. The same order of an empty operation is subtracted: it has the system call, the loop, the key
 * and the sums, so that what is left is the operation. Before each block the structure is brought back to
 * the same content, and after each the sums say whether every single operation did what it should.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <probebench/structures.h>

#include "cell.h"
#include "measure.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "structure.h"

#define STRUCTURES_OPS	    512 /* in a block, or as many as there are elements: far below a timer tick */
#define STRUCTURES_PATIENCE 4

static const struct metric structures_metrics[] = {
	{ "added_insn_per_op", "insn", "what one operation adds to a loop that does nothing; of iterate, one element",
	  METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

static const char *const structures_keys[] = { "structure", "entries", "op", "arm", NULL };
static const u32 structures_entries[] = { 16, 1024, ST_MAX_ENTRIES };

extern const struct experiment experiment_structures;

/* Of what does not depend on how much is in it one size is enough. */
static bool structures_planned(const struct structure *s, u32 entries)
{
	if (s->most == 1)
		return entries == structures_entries[0];
	return (!s->most || entries <= s->most) && (s->kind == ST_TABLE || entries == 1024);
}

static void structures_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	for (const struct structure *const *s = structures; *s; s++)
		for (size_t e = 0; e < ARRAY_SIZE(structures_entries); e++)
			for (size_t o = 0; o < NR_ST_OPS; o++) {
				struct cell c = { .experiment = &experiment_structures, .kernel = kernel };
				u32 most = (*s)->most;
				char entries[16];

				if (!structures_planned(*s, structures_entries[e]) ||
				    !structure_has(*s, structure_ops[o].letter))
					continue;
				snprintf(entries, sizeof(entries), "%u", most == 1 ? 1 : structures_entries[e]);
				c.backend = backend_find((*s)->arm);
				cell_set_word(&c, "structure", (*s)->name);
				cell_set_word(&c, "entries", entries);
				cell_set_word(&c, "op", structure_ops[o].name);
				add(&c, ctx);
			}
}

static u32 structures_count(const struct cell *c)
{
	const char *word = cell_word(c, "entries");
	char *end = NULL;
	unsigned long n = word ? strtoul(word, &end, 10) : 0;

	return n && n <= ST_MAX_ENTRIES && !*end ? (u32)n : 0;
}

static char *structures_check_cell(const struct cell *c)
{
	const char *name = cell_word(c, "structure"), *op = cell_word(c, "op");
	const struct structure *s = name && c->backend ? structure_find(name, c->backend->name) : NULL;
	const struct structure_op *o = op ? structure_op_find(op) : NULL;
	u32 entries = structures_count(c);

	if (!s)
		return str_fmt("there is no structure %s of the arm %s", name ? name : "-",
			       c->backend ? c->backend->name : "-");
	if (!o || !structure_has(s, o->letter))
		return str_fmt("%s of the arm %s has no operation %s", name, s->arm, op ? op : "-");
	if (!entries || (s->most && entries > s->most))
		return str_fmt("%s of the arm %s is measured with 1 to %u elements", name, s->arm,
			       s->most ? s->most : ST_MAX_ENTRIES);
	return NULL;
}

static const struct needs *structures_needs(const struct cell *c)
{
	return &structure_find(cell_word(c, "structure"), c->backend->name)->needs;
}

/* The structure of a cell while it is measured, and what must be in it. */
struct bench {
	struct cell_run *run;
	const struct structure *s;
	const struct structure_op *op;
	struct structure_run *sr;
	u32 entries, n; /* elements when full; operations of a block */
	u32 from, to;	/* keys that are there, [from, to) */
	u64 extra;	/* what updates have added to all first numbers */
	u64 expected, done; /* operations of measured blocks */
};

static u64 keys_sum(u32 from, u32 to)
{
	return (u64)(to - from) * ((u64)from + to - 1) / 2;
}

/* One order, held against what it must have come to; @insns may be NULL. */
static int bench_order(struct bench *b, char letter, u32 first, u32 n, u64 sum, u64 *insns)
{
	struct structure_done d;

	if (structure_pick(b->run, b->sr, letter) || structure_order(b->run, b->sr, first, n, &d))
		return cell_end(b->run, OUTCOME_BROKEN, "giving an order");
	if (insns) {
		*insns = d.insns;
		b->expected += letter == ST_EMPTY ? 0 : letter == ST_ITERATE ? b->to - b->from : n;
		b->done += letter == ST_EMPTY ? 0 : d.done;
	}
	if (letter == ST_ITERATE)
		n = b->to - b->from;
	if (d.done != n || d.sum != sum)
		return cell_end(b->run, OUTCOME_FAIL, "'%c' for %u keys from %u on succeeded %llu times with the sum "
				"%llu, it should have been %u and %llu", letter, n, first, (unsigned long long)d.done,
				(unsigned long long)d.sum, n, (unsigned long long)sum);
	return 0;
}

/*
 * A table gets back the very keys that it lost, so that it is the same before each block; a queue gets new
 * ones, or the same if what came last goes first.
 */
static int bench_insert(struct bench *b, u32 n, u64 *insns)
{
	bool again = b->s->kind == ST_TABLE || b->s->kind == ST_SET;
	u32 first = again ? b->from - n : b->to;
	int err = bench_order(b, ST_INSERT, first, n, keys_sum(first, first + n), insns);

	if (again)
		b->from -= n;
	else
		b->to += n;
	return err;
}

/* A table is told which keys; a queue decides itself. */
static int bench_delete(struct bench *b, u32 n, u64 *insns)
{
	u32 first = b->s->last_first ? b->to - n : b->from;
	int err = bench_order(b, ST_DELETE, first, n, keys_sum(first, first + n), insns);

	if (b->s->last_first)
		b->to -= n;
	else
		b->from += n;
	return err;
}

/* All elements, before anything is measured. */
static int bench_fill(struct bench *b)
{
	b->from = ST_FIRST_KEY;
	b->to = ST_FIRST_KEY + b->entries;
	if (!structure_has(b->s, ST_INSERT))
		return 0;
	return bench_order(b, ST_INSERT, b->from, b->entries, keys_sum(b->from, b->to), NULL);
}

/* What a structure holds before it is updated: keys, or nothing but zeroes. */
static u64 bench_first_numbers(const struct bench *b, u32 from, u32 to)
{
	return structure_has(b->s, ST_INSERT) ? keys_sum(from, to) : 0;
}

/* At the end: is exactly that in it which should be? */
static int bench_audit(struct bench *b)
{
	u64 sum = bench_first_numbers(b, b->from, b->to) + b->extra;
	u32 n = b->to - b->from;

	if (structure_has(b->s, ST_ITERATE) && bench_order(b, ST_ITERATE, b->from, n, sum, NULL))
		return -EIO;
	if (structure_has(b->s, ST_LOOKUP))
		return bench_order(b, ST_LOOKUP, b->from, n, sum, NULL);
	/* A queue has to give everything away to show what was in it. */
	return b->s->kind == ST_QUEUE ? bench_delete(b, n, NULL) : 0;
}

/* One block of the operation, with the structure the same before each. */
static int bench_block(struct bench *b, u64 *insns)
{
	u32 first = b->from;
	u64 sum;

	switch (b->op->letter) {
	case ST_INSERT:
		/* What is never deleted can be inserted again. */
		if (!structure_has(b->s, ST_DELETE))
			return bench_order(b, ST_INSERT, first, b->n, keys_sum(first, first + b->n), insns);
		return bench_delete(b, b->n, NULL) || bench_insert(b, b->n, insns) ? -EIO : 0;
	case ST_DELETE:
		return bench_delete(b, b->n, insns) || bench_insert(b, b->n, NULL) ? -EIO : 0;
	case ST_ITERATE:
		sum = bench_first_numbers(b, b->from, b->to);
		return bench_order(b, ST_ITERATE, b->from, b->entries, sum, insns);
	case ST_UPDATE:
		sum = bench_first_numbers(b, first, first + b->n) + b->extra;
		b->extra += b->n; /* each block updates the same elements */
		return bench_order(b, ST_UPDATE, first, b->n, sum, insns);
	default:
		return bench_order(b, b->op->letter, first, b->n, bench_first_numbers(b, first, first + b->n), insns);
	}
}

/* Blocks until the least of them has been seen twice, but not for ever: what allocates wavers. */
static int bench_measure(struct bench *b, u64 *least)
{
	unsigned int blocks = b->run->measure->blocks, seen = 0;

	*least = UINT64_MAX;
	for (unsigned int i = 0; i < STRUCTURES_PATIENCE * blocks && (i < blocks || seen < 2); i++) {
		u64 insns;

		measure_idle();
		if (bench_block(b, &insns))
			return -EIO;
		seen = insns < *least ? 1 : seen + (insns == *least);
		*least = insns < *least ? insns : *least;
	}
	return 0;
}

/* The same of the empty operation, for a loop of as many steps; iterating brings its own loop. */
static int bench_empty(struct bench *b, u64 *least)
{
	u32 n = b->op->letter == ST_ITERATE ? 0 : b->n;

	*least = UINT64_MAX;
	for (unsigned int i = 0; i < b->run->measure->blocks; i++) {
		u64 insns;

		measure_idle();
		if (bench_order(b, ST_EMPTY, b->from, n, keys_sum(b->from, b->from + n), &insns))
			return -EIO;
		*least = insns < *least ? insns : *least;
	}
	return 0;
}

static void bench_run(struct bench *b)
{
	json_t *events = json_object_get(b->run->record, "events");
	u64 empty, least;

	if (bench_fill(b) || bench_empty(b, &empty) || bench_measure(b, &least) || bench_audit(b))
		return;
	record_delta(b->run->record, "added_insn_per_op", (s64)least - (s64)empty, "ops",
		     b->op->letter == ST_ITERATE ? b->entries : b->n);
	json_object_set_new(events, "expected", json_integer((json_int_t)b->expected));
	json_object_set_new(events, "seen", json_integer((json_int_t)b->done));
}

/* Kernels differ in what they let programs of tracing do; one that says that it does not has no such structure. */
static bool structures_refused(const struct bench *b)
{
	return b->s->tracing && b->run->reason && strstr(b->run->reason, "cannot be used in tracing programs");
}

static void structures_run(struct cell_run *run)
{
	struct bench b = { .run = run,
			   .s = structure_find(cell_word(&run->cell, "structure"), run->cell.backend->name),
			   .op = structure_op_find(cell_word(&run->cell, "op")),
			   .entries = structures_count(&run->cell) };

	b.n = b.entries < STRUCTURES_OPS ? b.entries : STRUCTURES_OPS;
	b.sr = structure_open(run, b.s, b.entries);
	if (b.sr)
		bench_run(&b);
	else
		cell_end(run, structures_refused(&b) ? OUTCOME_SKIP : OUTCOME_FAIL, "cannot make it");
	if (structure_close(run, b.sr))
		cell_end(run, OUTCOME_FAIL, "cannot unmake it");
}

const struct experiment experiment_structures = {
	.name = "structures",
	.question = "What does an operation on a data structure cost, of those that each side offers?",
	.profile = "exact",
	.keys = structures_keys,
	.needs = { .root = true },
	.metrics = structures_metrics,
	.plan = structures_plan,
	.run = structures_run,
	.modules = "structures",
	.chapter = &chapter_structures,
	.check = structures_check_cell,
	.cell_needs = structures_needs,
};
