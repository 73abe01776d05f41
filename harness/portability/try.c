// SPDX-License-Identifier: GPL-2.0-only
/*
 * try - in the guest: load an artefact, attach it, make events, compare what it reports with what happened.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <probebench/whoami.h>

#include "backend.h"
#include "files.h"
#include "portability/try.h"
#include "port/whoami.skel.h"

#define TRY_LOG_BYTES (1 << 20)
#define TRY_WORKLOAD  "getppid"
#define TRY_MODULE    "pb_port_whoami"

/* sys/klog.h names none of these. */
enum { KLOG_READ_ALL = 3, KLOG_CLEAR = 5 };

char *try_folder(const char *release)
{
	return str_fmt("/modules-%s", release);
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

static void try_explain(struct trial *t, const char *stage, const char *first, const char *verifier)
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
	struct counters before, after;
	struct worker worker = { .fd = -1 };

	t->stage = "count";
	t->expected = TRY_OPS * w->events[run->cell.hook->event];
	/* One that looks for a process shall find us. */
	if (run->cell.collector->match_param && b->set)
		b->set(run, run->cell.collector->match_param, getpid());
	if (b->read(run, &before) || w->run(&worker, TRY_OPS) || b->read(run, &after)) {
		t->fit = FIT_UNEXPLAINED;
		t->line = str_dup(run->reason ? run->reason : "its counters could not be read");
		return;
	}
	t->seen = after.seen - before.seen;
	/* Reading the counters is a system call too, which a tracepoint sees. */
	if (run->cell.hook->tracepoint && t->seen > t->expected)
		t->seen = t->expected;
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

	run->cell.workload = workload_find(TRY_WORKLOAD);
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

/* Did it report what we know of ourselves? */
static void try_compare(struct trial *t, const struct pb_whoami *w)
{
	char comm[PB_WHOAMI_NAME] = "";
	bool right;

	prctl(PR_GET_NAME, comm);
	right = w->tgid == getpid() && w->ppid == getppid() &&
		!strncmp(w->comm, comm, sizeof(comm));
	t->stage = "count";
	t->expected = TRY_OPS;
	t->seen = w->hits;
	t->fit = w->hits < TRY_OPS ? FIT_MISCOUNTS : right ? FIT_WORKS : FIT_WRONG_DATA;
	t->line = str_fmt("process %d of %d named %.15s reported as process %d of %d named %.15s",
			  (int)getpid(), (int)getppid(), comm, w->tgid, w->ppid, w->comm);
	for (char *p = t->line; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

static void try_events(void)
{
	struct worker worker = { .fd = -1 };

	workload_find(TRY_WORKLOAD)->run(&worker, TRY_OPS);
}

static void try_module(const char *release, bool own, struct trial *t)
{
	char *folder = own ? str_dup("/modules") : try_folder(release);
	char *path = str_fmt("%s/" TRY_MODULE ".ko", folder), *text, *first;
	char *args = str_fmt("mech=kprobe target=%s", workload_find(TRY_WORKLOAD)->func);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct pb_whoami w = { 0 };

	if (fd < 0 || syscall(SYS_finit_module, fd, args, 0)) {
		first = str_fmt("%s: %s", path, strerror(errno));
		try_explain(t, "load", first, NULL);
		free(first);
	} else {
		try_events();
		text = file_line("/sys/module/" TRY_MODULE "/parameters/seen");
		if (text)
			sscanf(text, "%llu %d %d %15[^\n]", &w.hits, &w.tgid, &w.ppid, w.comm);
		try_compare(t, &w);
		free(text);
		syscall(SYS_delete_module, TRY_MODULE, O_NONBLOCK);
	}
	if (fd >= 0)
		close(fd);
	free(args);
	free(path);
	free(folder);
}

/* libbpf speaks through one callback without a context. */
static char *try_words;

static int try_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	char *more = NULL;

	if (level == LIBBPF_WARN && vasprintf(&more, fmt, ap) >= 0)
		text_add(&try_words, "%s", more);
	free(more);
	return 0;
}

/* The offsets that were packed for @release; false: there are none. */
static bool try_offsets(const char *release, struct pb_whoami_offsets *o)
{
	char *folder = try_folder(release), *path = str_fmt("%s/offsets", folder), *text = file_line(path);
	bool good = text && sscanf(text, "%u %u %u", &o->tgid, &o->real_parent, &o->comm) == 3;

	free(text);
	free(path);
	free(folder);
	return good;
}

static void try_program(const struct artefact *a, struct trial *t)
{
	struct port_whoami *skel = port_whoami__open();
	struct pb_whoami_offsets frozen = { 0 };
	struct bpf_link *link = NULL;
	bool ready = skel && (a->kind == ARTEFACT_CORE || try_offsets(a->built_for, &frozen));
	int err = 0;

	free(try_words);
	try_words = NULL;
	libbpf_set_print(try_print);
	if (ready) {
		memcpy((void *)&skel->rodata->whoami_frozen, &frozen, sizeof(frozen));
		bpf_program__set_autoload(skel->progs.whoami_kprobe, true);
		err = port_whoami__load(skel);
	}
	if (ready && !err)
		link = bpf_program__attach_kprobe(skel->progs.whoami_kprobe, false,
						  workload_find(TRY_WORKLOAD)->func);
	if (link) {
		try_events();
		try_compare(t, &skel->bss->whoami_seen);
	} else {
		try_explain(t, ready && !err ? "attach" : "load",
			    ready ? NULL : "no offsets of that kernel were packed", try_words);
	}
	bpf_link__destroy(link);
	port_whoami__destroy(skel);
}

void try_artefact(struct cell_run *run, const struct artefact *a, struct trial *t)
{
	*t = (struct trial){ .fit = FIT_UNEXPLAINED, .stage = "load" };
	klogctl(KLOG_CLEAR, NULL, 0);
	if (a->kind == ARTEFACT_COLLECTOR)
		try_collector(run, a, t);
	else if (a->kind == ARTEFACT_MODULE)
		try_module(a->built_for, !strcmp(a->built_for, run->cell.kernel), t);
	else
		try_program(a, t);
}
