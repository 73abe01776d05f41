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
#include "portability/try.h"
#include "portability/try_specimen.h"

#define TRY_LOG_BYTES (1 << 20)

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

static void try_collector(struct cell_run *run, const struct artefact *a, struct trial *t)
{
	char *folder = a->built_for && strcmp(a->built_for, run->cell.kernel) ?
			       try_folder(a->built_for) : str_dup("/modules");
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
		if (run->cell.backend->attach(run))
			try_explain(t, run->reason && strstr(run->reason, "attaching") ? "attach" : "load",
				    run->reason, run->verifier_log);
		else
			try_count(run, t);
		run->cell.backend->detach(run);
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
