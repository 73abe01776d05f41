// SPDX-License-Identifier: GPL-2.0-only
/*
 * account - whether the events of a cell of overhead are those that its operations made: by the collector's own count, by a
 * breakpoint on its handler, and by the bytes of what it saw.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "hits.h"
#include "overhead/account.h"
#include "record.h"

#define OVERHEAD_HIT_OPS  211 /* untimed: each hit takes a debug exception */

int overhead_step(struct overhead *o, int err, const char *step)
{
	if (!err)
		return 0;
	if (err == -ETIMEDOUT)
		return cell_end(o->run, OUTCOME_BROKEN,
				"%s: the block minima keep falling", step);
	return cell_end(o->run, OUTCOME_BROKEN, "%s: %s failed: %s", step, o->w->name, strerror(-err));
}

int overhead_bracket(struct overhead *o, const struct backend *b, u64 ops,
			    struct block_set *set, struct counters *c)
{
	struct counters a = { 0 }, z = { 0 };
	int err = b->read(o->run, &a);

	if (!err)
		err = measure_set(o->w, o->run->worker, ops, o->run->measure->blocks, set);
	if (!err)
		err = b->read(o->run, &z);
	c->seen = z.seen - a.seen;
	c->lost = z.lost - a.lost;
	c->bytes = z.bytes - a.bytes;
	return err;
}

static int overhead_count_hits(int fd, const struct workload *w, struct worker *worker, u64 ops,
			    u64 *hits)
{
	int err = hits_start(fd), stop;

	if (!err)
		err = w->run(worker, ops);
	stop = hits_stop(fd, hits);
	return err ? err : stop;
}

/* One untimed bracket in which a hardware breakpoint counts the handler's executions. */
static int overhead_hits(struct overhead *o, const struct backend *b)
{
	json_t *events = json_object_get(o->run->record, "events");
	u64 ops = o->ops < OVERHEAD_HIT_OPS ? o->ops : OVERHEAD_HIT_OPS;
	u64 want = ops * o->events_per_op, self = 0, hits = 0, address = b->handler(o->run);
	int fd, err;

	if (!address)
		return cell_end(o->run, OUTCOME_BROKEN, "the handler's address is unknown");
	fd = hits_open(address, o->w->many_tasks);
	if (fd < 0)
		return cell_end(o->run, OUTCOME_BROKEN, "hardware breakpoint on the handler: %s",
				strerror(-fd));
	err = overhead_count_hits(fd, o->w, o->run->worker, 0, &self);
	if (!err)
		err = overhead_count_hits(fd, o->w, o->run->worker, ops, &hits);
	close(fd);
	if (overhead_step(o, err, "counting hits"))
		return -EIO;
	hits -= self;
	json_object_set_new(events, "hits", json_integer((json_int_t)hits));
	json_object_set_new(events, "hits_expected", json_integer((json_int_t)want));
	if (hits != want)
		return cell_end(o->run, OUTCOME_FAIL, "%llu operations must run the handler %llu times, "
				"it ran %llu times", (unsigned long long)ops,
				(unsigned long long)want, (unsigned long long)hits);
	return 0;
}

/*
 * A collector that looks for one process has so far been looking for nobody. In one more untimed
 * bracket it looks for us, and must count every event of ours.
 */
static int overhead_match(struct overhead *o, const struct backend *b)
{
	const char *param = o->run->cell.collector->match_param;
	struct counters self = { 0 }, all = { 0 };
	struct block_set scratch;
	u64 want = o->ops * o->events_per_op * o->run->measure->blocks;
	int err;

	if (!param || o->w->many_tasks || !b->set)
		return 0;
	if (b->set(o->run, param, getpid()))
		return cell_end(o->run, OUTCOME_BROKEN, "setting %s", param);
	err = overhead_bracket(o, b, 0, &scratch, &self);
	if (!err)
		err = overhead_bracket(o, b, o->ops, &scratch, &all);
	if (overhead_step(o, err, "counting matching events"))
		return -EIO;
	json_object_set_new(json_object_get(o->run->record, "events"), "matched",
			    json_integer((json_int_t)(all.seen - self.seen)));
	if (all.seen - self.seen != want)
		return cell_end(o->run, OUTCOME_FAIL, "%llu events match, %llu were counted",
				(unsigned long long)want, (unsigned long long)(all.seen - self.seen));
	return 0;
}

void overhead_prove(struct overhead *o)
{
	const struct backend *b = o->run->cell.backend;

	if (!overhead_hits(o, b))
		overhead_match(o, b);
}

int overhead_events(struct overhead *o)
{
	json_t *events = json_object_get(o->run->record, "events");
	const struct collector *col = o->run->cell.collector;
	u64 made = o->treat.stats.n * o->ops * o->events_per_op;
	u64 expected = col && col->match_param ? 0 : made; /* of a filter: events that match */
	const struct counters *c = &o->seen;

	json_object_set_new(events, "expected", json_integer((json_int_t)expected));
	if (!col)
		return 0;
	json_object_set_new(events, "lost", json_integer((json_int_t)c->lost));
	if (!col->counts)
		return 0;
	json_object_set_new(events, "seen", json_integer((json_int_t)c->seen));
	json_object_set_new(events, "duplicated",
			    json_integer(c->seen > expected ? (json_int_t)(c->seen - expected) : 0));
	if (c->seen + c->lost != expected)
		return cell_end(o->run, OUTCOME_FAIL, "%llu events expected, %llu seen, %llu lost: the "
				"counts do not match", (unsigned long long)expected,
				(unsigned long long)c->seen, (unsigned long long)c->lost);
	return 0;
}

void overhead_bytes(struct overhead *o)
{
	const struct cell *c = &o->run->cell;
	u64 want = c->hook && c->collector && c->collector->table ?
			   o->treat.stats.n * o->ops * o->w->bytes[c->hook->event] : 0;

	if (!want)
		return;
	json_object_set_new(json_object_get(o->run->record, "events"), "bytes",
			    json_integer((json_int_t)o->seen.bytes));
	if (o->seen.bytes != want)
		cell_end(o->run, OUTCOME_FAIL, "%llu bytes expected, %llu seen", (unsigned long long)want,
			 (unsigned long long)o->seen.bytes);
}
