// SPDX-License-Identifier: GPL-2.0-only
/*
 * tools - do both sides of a tool print the same lines?
 *
 * A process of its own does known things and writes down what must be said of them. Times are left out; all
 * else must be there, in this order, and nothing beside it: the guest has no other process that does
 * anything meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cell.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "trace/request.h"
#include "trace/session.h"

#define TOOLS_EXPECT_FD 100 /* away from the descriptors that the script gets, which are shown */

static const char *const tools_keys[] = { "tool", "arm", NULL };

static const struct metric tools_metrics[] = {
	{ "lines", "lines", "that were to be printed", METRIC_EXACT, METRIC_NEITHER },
	{ "counted", "events", "in a histogram's buckets", METRIC_EXACT, METRIC_NEITHER },
	{ "wrong", "lines", "that are missing, differ, or are too many", METRIC_EXACT, METRIC_LOWER },
	{ .name = NULL },
};

extern const struct experiment experiment_tools;

static void tools_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	for (const struct tool *const *t = tools; *t; t++)
		for (const struct backend *const *b = backends; *b; b++) {
			struct cell c = { .experiment = &experiment_tools, .kernel = kernel, .backend = *b };

			if (!source_side((*b)->name))
				continue;
			cell_set_word(&c, "tool", (*t)->name);
			add(&c, ctx);
		}
}

static char *tools_check(const struct cell *c)
{
	const char *tool = cell_word(c, "tool");

	if (tool && tool_find(tool) && source_side(c->backend->name))
		return NULL;
	return str_fmt("tool=%s: there is no such tool on that arm", tool ? tool : "");
}

static int tools_pack(const struct cell *c, const struct kernel *k, struct initramfs *a)
{
	return request_pack(a);
}

struct tools_run {
	const struct tool *tool;
	int expect_fd;
	char **got;
	size_t nr_got;
};

/* In the process of the script. */
static int tools_script(void *ctx)
{
	struct tools_run *t = ctx;
	FILE *expect;
	int err;

	prctl(PR_SET_NAME, "pb-script");
	dup2(t->expect_fd, TOOLS_EXPECT_FD);
	close_range(STDERR_FILENO + 1, TOOLS_EXPECT_FD - 1, 0);
	expect = fdopen(TOOLS_EXPECT_FD, "w");
	err = t->tool->script(expect);
	fflush(expect);
	return err ? -err : 0;
}

static void tools_give(const struct pb_tool_head *record, void *ctx)
{
	struct tools_run *t = ctx;

	t->got = mem_grow(t->got, t->nr_got + 1, sizeof(*t->got));
	t->got[t->nr_got++] = tool_text(t->tool, record);
}

/* Long lines say nothing more than their beginning does. */
static void tools_say_wrong(struct cell_run *run, size_t at, const char *want, const char *got)
{
	cell_end(run, OUTCOME_FAIL, "line %zu should be \"%.120s\" and is \"%.120s\"", at + 1,
		 want ? want : "(none)", got ? got : "(none)");
}

/* Hold what was said against what was to be said, line by line. */
static void tools_compare(struct cell_run *run, const struct tools_run *t, char *expected)
{
	s64 lines = 0, wrong = 0;
	char *save = NULL, *want = strtok_r(expected, "\n", &save);

	for (size_t i = 0; want || i < t->nr_got; i++) {
		const char *got = i < t->nr_got ? t->got[i] : NULL;

		lines += want != NULL;
		if (!want || !got || strcmp(want, got)) {
			wrong++;
			tools_say_wrong(run, i, want, got);
		}
		want = want ? strtok_r(NULL, "\n", &save) : NULL;
	}
	record_count(run->record, "lines", lines, "lines");
	record_count(run->record, "wrong", wrong, "lines");
	if (!lines)
		cell_end(run, OUTCOME_BROKEN, "the script says of nothing what is to be said");
}

/* A histogram has every time that the process got the CPU: the kernel counts these too. */
static void tools_count(struct cell_run *run, const struct session *s)
{
	record_count(run->record, "counted", (s64)s->source.taken, "events");
	if (s->source.taken != s->switches || !s->switches)
		cell_end(run, OUTCOME_FAIL, "%llu times were sorted, and the process got the CPU %llu times",
			 (unsigned long long)s->source.taken, (unsigned long long)s->switches);
}

static void tools_record(struct cell_run *run, struct tools_run *t, const struct session *s)
{
	json_t *events = json_object_get(run->record, "events");
	off_t n = lseek(t->expect_fd, 0, SEEK_END);
	char *expected = mem_alloc((size_t)n + 1, 1);

	if (pread(t->expect_fd, expected, (size_t)n, 0) != n)
		cell_end(run, OUTCOME_BROKEN, "reading what is to be said: %s", strerror(errno));
	json_object_set_new(events, "expected", json_integer((json_int_t)s->source.made));
	json_object_set_new(events, "seen", json_integer((json_int_t)s->source.taken));
	json_object_set_new(events, "lost", json_integer((json_int_t)(s->source.dropped + s->source.missed)));
	if (s->status)
		cell_end(run, OUTCOME_BROKEN, "the script did not do what it should: %s", strerror(s->status));
	if (t->tool->histogram)
		tools_count(run, s);
	else
		tools_compare(run, t, expected);
	free(expected);
}

static void tools_test(struct cell_run *run)
{
	struct tools_run t = { .tool = tool_find(cell_word(&run->cell, "tool")),
			       .expect_fd = memfd_create("expect", MFD_CLOEXEC) };
	struct session s = { .source = { .tool = t.tool,
					 .side = source_side(run->cell.backend->name),
					 .params.skip = (u32)getpid() },
			     .body = tools_script,
			     .body_ctx = &t,
			     .only_child = t.tool->histogram,
			     .give = tools_give,
			     .ctx = &t };

	if (t.expect_fd < 0)
		cell_end(run, OUTCOME_BROKEN, "memfd_create: %s", strerror(errno));
	else if (session_run(&s))
		cell_end(run, OUTCOME_FAIL, "%s", s.source.why ? s.source.why : "cannot trace");
	else
		tools_record(run, &t, &s);
	for (size_t i = 0; i < t.nr_got; i++)
		free(t.got[i]);
	free(t.got);
	source_free(&s.source);
	if (t.expect_fd >= 0)
		close(t.expect_fd);
}

static void tools_run(struct cell_run *run)
{
	if (!request_serve(run))
		tools_test(run);
}

const struct experiment experiment_tools = {
	.name = "tools",
	.question = "Do both sides of a tool print the same lines?",
	.profile = "exact",
	.keys = tools_keys,
	.needs = { .root = true },
	.metrics = tools_metrics,
	.chapter = &chapter_plain,
	.plan = tools_plan,
	.run = tools_run,
	.repeats = 1,
	.modules = "tools",
	.check = tools_check,
	.pack = tools_pack,
};
