// SPDX-License-Identifier: GPL-2.0-only
/*
 * proof - that an attached handler runs once per event, on a machine that may lack the means.
 */
#include <errno.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "hits.h"
#include "proof.h"
#include "registry.h"

#define PROOF_BRACKETS 50

static int proof_breakpoint(struct cell_run *run, int fd, u64 ops, u64 *hits)
{
	int err = hits_start(fd), stop;

	if (!err)
		err = run->cell.workload->run(run->worker, ops);
	stop = hits_stop(fd, hits);
	return err ? err : stop;
}

static int proof_runs(struct cell_run *run, u64 ops, u64 *hits)
{
	const struct backend *b = run->cell.backend;
	u64 from, to;
	int err = b->runs(run, &from);

	if (!err)
		err = run->cell.workload->run(run->worker, ops);
	if (!err)
		err = b->runs(run, &to);
	*hits = err ? 0 : to - from;
	return err;
}

/* The smallest difference between a bracket of operations and one of none. */
static int proof_quietest(struct cell_run *run, struct proof *p)
{
	u64 self = UINT64_MAX, with = UINT64_MAX, hits;
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME), err = 0;

	if (stats < 0)
		return -errno;
	for (int i = 0; i < PROOF_BRACKETS && !err; i++) {
		err = proof_runs(run, 0, &hits);
		if (!err && hits < self)
			self = hits;
		if (!err)
			err = proof_runs(run, PROOF_OPS, &hits);
		if (!err && hits < with)
			with = hits;
		if (with == self + p->expected && i > 2)
			break;
	}
	close(stats);
	if (err)
		return err;
	p->how = "run_cnt";
	p->hits = with > self ? with - self : 0;
	return 0;
}

int proof_take(struct cell_run *run, struct proof *p)
{
	const struct cell *c = &run->cell;
	u64 address = c->backend->handler(run), self = 0, hits = 0;
	int fd = address ? hits_open(address, c->workload->many_tasks) : -ENOENT, err = 0;

	*p = (struct proof){ .expected = PROOF_OPS * (u64)c->workload->events[c->hook->event] };
	if (fd >= 0) {
		err = proof_breakpoint(run, fd, 0, &self);
		if (!err)
			err = proof_breakpoint(run, fd, PROOF_OPS, &hits);
		close(fd);
	}
	/* A breakpoint that opens and never fires proves nothing: some hypervisors swallow it. */
	if (!err && hits > self) {
		p->how = "breakpoint";
		p->hits = hits - self;
		return 0;
	}
	return c->backend->runs ? proof_quietest(run, p) : -EOPNOTSUPP;
}
