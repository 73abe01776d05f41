// SPDX-License-Identifier: GPL-2.0-only
/*
 * try - in the guest: load an artefact, attach it, make events, compare what it reports with what happened.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <unistd.h>

#include "backend.h"
#include "channel/channel.h"
#include "portability/try.h"
#include "portability/try_specimen.h"

#define TRY_LOG_BYTES (1 << 20)
#define TRY_RECORD    64 /* bytes, of a collector that streams */

/* sys/klog.h names none of these. */
enum { KLOG_READ_ALL = 3, KLOG_CLEAR = 5 };

char *try_folder(const char *release)
{
	return str_fmt("/modules-%s", release);
}

char *try_repair(const struct specimen *s)
{
	return str_fmt("/repair-%s-%s", s->name, s->arm);
}

/* All that was said since the last KLOG_CLEAR, after @first and the verifier's words. */
static char *try_said(const char *first, const char *verifier)
{
	char *log = mem_alloc(TRY_LOG_BYTES, 1), *said;
	int n = klogctl(KLOG_READ_ALL, log, TRY_LOG_BYTES - 1);

	log[n > 0 ? n : 0] = 0;
	said = str_fmt("%s\n%s\n%s\n", first ? first : "", verifier ? verifier : "", log);
	free(log);
	return said;
}

void try_explain(struct trial *t, const char *stage, const char *first, const char *verifier)
{
	char *said = try_said(first, verifier);

	t->stage = stage;
	t->fit = fit_explain(said, &t->line);
	if (t->fit == FIT_UNEXPLAINED && first) {
		free(t->line);
		t->line = str_dup(first);
	}
	free(said);
}

/* Events of a collector: what the operations make, what it saw; or its hits where it does not count. */
static void try_count(struct cell_run *run, struct trial *t)
{
	const struct backend *b = run->cell.backend;
	const struct workload *w = run->cell.workload;
	struct counters idle, before, after;
	struct worker worker = { .fd = -1 };

	t->stage = "count";
	t->expected = TRY_OPS * w->events[run->cell.hook->event];
	/* One that looks for a process shall find us. */
	if (run->cell.collector->match_param && b->set)
		b->set(run, run->cell.collector->match_param, getpid());
	/* Reading the counters makes events of its own where calls of the system are watched: twice, to know how many. */
	if (b->read(run, &idle) || b->read(run, &before) || w->run(&worker, TRY_OPS) || b->read(run, &after)) {
		t->fit = FIT_UNEXPLAINED;
		t->line = str_dup(run->reason ? run->reason : "its counters could not be read");
		return;
	}
	t->seen = after.seen - before.seen - (before.seen - idle.seen);
	t->fit = !run->cell.collector->counts || t->seen == t->expected ? FIT_WORKS : FIT_MISCOUNTS;
	t->line = run->cell.collector->counts ?
			  str_fmt("%llu events made, %llu seen", (unsigned long long)t->expected,
				  (unsigned long long)t->seen) :
			  str_dup("loaded and attached; this collector does not count");
}

/* Records of a collector that streams: what the operations make, what its reader took of it. There is room for all. */
static void try_records(struct cell_run *run, struct reader *r, struct trial *t)
{
	const struct workload *w = run->cell.workload;
	struct worker worker = { .fd = -1 };
	struct reader before;
	u64 missed, wrong;

	t->stage = "count";
	t->expected = TRY_OPS * w->events[run->cell.hook->event];
	/* What others have made until now is not ours. */
	if (r->channel->open(run, r) || reader_drain(r, READER_ALL))
		goto broken;
	before = *r;
	if (w->run(&worker, TRY_OPS) || reader_drain(r, READER_ALL))
		goto broken;
	t->seen = r->taken - before.taken;
	missed = r->missed - before.missed;
	wrong = r->wrong + r->late + r->repeated - (before.wrong + before.late + before.repeated);
	t->fit = wrong ? FIT_WRONG_DATA : t->seen == t->expected && !missed ? FIT_WORKS : FIT_MISCOUNTS;
	t->line = str_fmt("%llu events made, %llu records read, %llu missing, %llu wrong",
			  (unsigned long long)t->expected, (unsigned long long)t->seen, (unsigned long long)missed,
			  (unsigned long long)wrong);
	return;
broken:
	t->fit = FIT_UNEXPLAINED;
	t->line = str_dup(run->reason ? run->reason : "its records could not be read");
}

/* 0, or -errno with run->reason. */
static int try_attach(struct cell_run *run, struct reader *r)
{
	return run->cell.collector->streams ? channel_load(run, r) : run->cell.backend->attach(run);
}

static void try_collector(struct cell_run *run, const struct artefact *a, struct trial *t)
{
	char *folder = a->built_for && strcmp(a->built_for, run->cell.kernel) ?
			       try_folder(a->built_for) : str_dup("/modules");
	struct reader r = { .channel = channel_first(run->cell.backend->name),
			    .bytes = TRY_RECORD,
			    .wake = PB_STREAM_WAKE_NEVER,
			    .pid = (u32)getpid(),
			    .whole = true };
	char *unmet;

	run->cell.workload = a->specimen ? a->specimen->calls : workload_find(TRY_WORKLOAD);
	run->cell.collector = a->collector;
	run->cell.mech = a->mech;
	run->cell.hook = hook_find(a->mech->hook);
	run->verifier_log = mem_alloc(TRY_LOG_BYTES, 1);
	run->verifier_log_size = TRY_LOG_BYTES;
	unmet = needs_unmet(&a->mech->needs, needs_machine());
	if (unmet) {
		t->fit = FIT_CONFIG;
		t->stage = "load";
		t->line = unmet;
	} else {
		backend_set_module_dir(folder);
		if (try_attach(run, &r))
			try_explain(t, run->reason && strstr(run->reason, "attaching") ? "attach" : "load",
				    run->reason, run->verifier_log);
		else if (a->collector->streams)
			try_records(run, &r, t);
		else
			try_count(run, t);
		channel_detach(run, &r);
		backend_set_module_dir("/modules");
	}
	free(run->verifier_log);
	run->verifier_log = NULL;
	free(run->reason);
	run->reason = NULL;
	free(folder);
}

void try_artefact(struct cell_run *run, const struct artefact *a, struct trial *t)
{
	*t = (struct trial){ .fit = FIT_UNEXPLAINED, .stage = "load" };
	klogctl(KLOG_CLEAR, NULL, 0);
	if (a->collector)
		try_collector(run, a, t);
	else if (a->specimen->arm[0] == 'k')
		try_module(a, run->cell.kernel, t);
	else
		try_program(a, t);
}
