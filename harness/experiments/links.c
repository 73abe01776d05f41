// SPDX-License-Identifier: GPL-2.0-only
/*
 * links - which kinds of BPF links does a kernel let go on with another program? It is tried.
 */
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "cell.h"
#include "record.h"
#include "registry.h"
#include "report/upgrade.h"
#include "upgrade/links.h"

static const struct metric links_metrics[] = {
	{ "refusal", "errno", "with which the kernel refused another program; 0: it took it",
	  METRIC_EXACT, METRIC_NEITHER },
	{ .name = NULL },
};

static const char *const links_keys[] = { "link", "arm", NULL };

extern const struct experiment experiment_links;

static void links_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	struct cell c = { .experiment = &experiment_links,
			  .kernel = kernel,
			  .backend = backend_find("ebpf") };

	for (const struct link_kind *k = link_kinds; k->name; k++) {
		cell_set_word(&c, "link", k->name);
		add(&c, ctx);
	}
}

static char *links_check(const struct cell *c)
{
	const char *name = cell_word(c, "link");

	return name && link_kind_find(name)
		       ? NULL
		       : str_fmt("there is no kind of link %s", name ? name : "");
}

static void links_run(struct cell_run *run)
{
	const struct link_kind *k = link_kind_find(cell_word(&run->cell, "link"));
	struct link_answer a;
	struct stat st;

	if (stat("/sys/fs/cgroup/cgroup.controllers", &st))
		mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, NULL);
	a = link_try(k);
	if (a.lacks) {
		cell_end(run, OUTCOME_SKIP, "this kernel does not %s such a program: %s", a.lacks,
			 strerrorname_np(a.err));
		return;
	}
	record_count(run->record, "refusal", a.err, "errno");
	if (!a.consistent)
		cell_end(run, OUTCOME_FAIL,
			 "the update %s, but the link does not name the %s program",
			 a.err ? "was refused" : "worked", a.err ? "old" : "new");
}

const struct experiment experiment_links = {
	.name = "links",
	.question = "Which links can be updated to another program in place?",
	.profile = "exact",
	.keys = links_keys,
	.needs = { .root = true, .vm = true },
	.metrics = links_metrics,
	.plan = links_plan,
	.run = links_run,
	.repeats = 1,
	.chapter = &chapter_links,
	.check = links_check,
};
