// SPDX-License-Identifier: GPL-2.0-only
/*
 * verb - `probebench anatomy`: trace events now, or show those of a folder; compare two of them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "registry.h"
#include "report/anatomy.h"
#include "report/page.h"
#include "report/report.h"
#include "verbs.h"

struct anatomy_opts {
	const char *kernels, *workload, *collector, *hook, *out, *html, *pictures;
	bool diff, all;
};

#define OPT(member) offsetof(struct anatomy_opts, member)

static const struct arg_def anatomy_defs[] = {
	{ "kernel", 'k', ARG_TEXT, "LIST", "kernels to trace on; of a folder: the one to show (6.12; the newest)",
	  OPT(kernels), 0, 0 },
	{ "workload", 0, ARG_TEXT, "NAME", "whose operation is traced (getppid)", OPT(workload), 0, 0 },
	{ "collector", 0, ARG_TEXT, "NAME", "what is attached (count)", OPT(collector), 0, 0 },
	{ "hook", 0, ARG_TEXT, "NAME", "trace this hook alone; of a folder: show its functions too (with --diff: kprobe)",
	  OPT(hook), 0, 0 },
	{ "diff", 'd', ARG_FLAG, NULL, "compare two sides, each an arm or arm:mechanism", OPT(diff), 0, 0 },
	{ "all", 'a', ARG_FLAG, NULL, "with --diff: also the functions that are the same on both sides",
	  OPT(all), 0, 0 },
	{ "html", 0, ARG_TEXT, "FILE", "with --diff: write it as a page too", OPT(html), 0, 0 },
	{ "pictures", 0, ARG_TEXT, "FOLDER", "draw every event shown, as <event>.svg in there",
	  OPT(pictures), 0, 0 },
	{ "output", 'o', ARG_TEXT, "DIR", "result folder of a new trace (build/results/anatomy-<time>)",
	  OPT(out), 0, 0 },
	{ .name = NULL },
};

/* What the positional arguments turned out to be. */
struct anatomy_args {
	const char *dir;
	const char *sides[2];
	size_t nr_sides;
};

/* Is @text "arm" or "arm:mechanism"? */
static bool args_is_side(const char *text)
{
	char *arm = str_fmt("%.*s", (int)strcspn(text, ":"), text);
	bool is = backend_find(arm) != NULL;

	free(arm);
	return is;
}

static int anatomy_sort_args(const struct anatomy_opts *o, const struct arg_list *list,
			     struct anatomy_args *args)
{
	for (size_t i = 0; i < list->n; i++) {
		if (o->diff && args_is_side(list->v[i]) && args->nr_sides < 2)
			args->sides[args->nr_sides++] = list->v[i];
		else if (!args->dir)
			args->dir = list->v[i];
		else
			goto bad;
	}
	if (o->diff ? args->nr_sides == 2 : !o->all && !o->html)
		return 0;
	if (!o->diff) {
		log_err("anatomy: --all and --html belong to --diff");
		return PB_EXIT_USAGE;
	}
bad:
	log_err("anatomy: %s", o->diff ? "--diff compares two sides, such as `kmod ebpf` or "
					 "`kmod:ftrace_ops ebpf:fentry`, of one result folder" :
					 "name one result folder, or none to trace now");
	return PB_EXIT_USAGE;
}

/* Trace what was asked for, into a new folder whose path is put into *dir. 0 or an exit code. */
static int anatomy_trace(const struct anatomy_opts *o, char **dir)
{
	char *filter = str_fmt("workload=%s/hook=%s/collector=%s/*", o->workload, o->hook, o->collector);
	char *base = str_fmt("workload=%s/hook=none/*", o->workload), stamp[32];
	time_t now = time(NULL);
	int code;

	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", localtime(&now));
	*dir = o->out ? str_dup(o->out) : str_fmt("%s/results/anatomy-%s", root_build(), stamp);
	code = verb_run.main(12, (char *[]){ "run", "anatomy", "--bit-exact", "--kernel",
					     (char *)(o->kernels ? o->kernels : "6.12"), "--output", *dir,
					     "--filter", filter, "--filter", base, "--quick", NULL });
	if (!code && report_build(*dir, NULL, NULL))
		log_warn("anatomy: the report of %s is not complete", *dir);
	free(filter);
	free(base);
	return code;
}

static void anatomy_print(struct table *t)
{
	char *text = table_rows(t) ? table_text(t, &table_markdown) : NULL;

	if (text)
		printf("%s\n", text);
	free(text);
	table_free(t);
}

static bool anatomy_wanted(const struct anatomy_opts *o, const struct event *e)
{
	return !strcmp(e->cell->workload, o->workload) && !strcmp(e->cell->collector, o->collector) &&
	       (!o->kernels || !strcmp(o->kernels, e->kernel->label) ||
		!strcmp(o->kernels, e->kernel->release) || strchr(o->kernels, ','));
}

/* Every event of the groups that are shown, and those without a collector. */
static int anatomy_pictures(const struct anatomy_opts *o, const struct events *e)
{
	int err = dir_make(o->pictures);

	for (size_t i = 0; !err && i < e->n; i++) {
		const struct event *at = &e->v[i];
		bool base = event_is_base(at) && !strcmp(at->cell->workload, o->workload) &&
			    (!o->kernels || !strcmp(o->kernels, at->kernel->label));
		char *stem, *path, *svg;

		if (!base && (!anatomy_wanted(o, at) || (strcmp(o->hook, "*") && strcmp(o->hook, at->cell->hook))))
			continue;
		stem = event_stem(at);
		path = str_fmt("%s/%s.svg", o->pictures, stem);
		svg = anatomy_flame(at, event_base(e, at));
		err = file_write(path, svg, strlen(svg));
		free(svg);
		free(path);
		free(stem);
	}
	return err ? PB_EXIT_ENV : PB_EXIT_OK;
}

/* Is there an event at the hook that was named? Of any hook where no event is wanted: that is said elsewhere. */
static bool anatomy_has_hook(const struct anatomy_opts *o, const struct events *e)
{
	bool any = false, hit = !strcmp(o->hook, "*");

	for (size_t i = 0; i < e->n && !hit; i++)
		if (anatomy_wanted(o, &e->v[i])) {
			any = true;
			hit = !strcmp(o->hook, e->v[i].cell->hook);
		}
	return hit || !any;
}

/* The layers on each kernel, the functions of a hook if one was named, and what differs by kernel. */
static int anatomy_show(const struct anatomy_opts *o, const struct events *e)
{
	const struct event *last = NULL;
	size_t kernels = 0;

	if (!anatomy_has_hook(o, e)) {
		log_err("anatomy: no event at hook %s (workload %s, collector %s) was traced there; trace it with "
			"`probebench anatomy --workload %s --collector %s --hook %s`", o->hook, o->workload,
			o->collector, o->workload, o->collector, o->hook);
		return PB_EXIT_USAGE;
	}
	for (size_t i = 0; i < e->n; i++) {
		if (!anatomy_wanted(o, &e->v[i]) || (last && last->kernel == e->v[i].kernel))
			continue;
		last = &e->v[i];
		kernels++;
		anatomy_print(anatomy_layers_table(e, last, NULL));
		if (strcmp(o->hook, "*"))
			anatomy_print(anatomy_functions(e, last, o->hook));
	}
	if (kernels > 1)
		anatomy_print(anatomy_by_kernel(e, o->workload, o->collector));
	if (kernels)
		return o->pictures ? anatomy_pictures(o, e) : PB_EXIT_OK;
	log_err("anatomy: no event of workload %s with collector %s was traced there; trace it with "
		"`probebench anatomy --workload %s --collector %s`", o->workload, o->collector, o->workload,
		o->collector);
	return PB_EXIT_USAGE;
}

/* The newest event of a side; among several mechanisms the first, which is said. */
static const struct event *anatomy_side(const struct anatomy_opts *o, const struct events *e,
					const char *side)
{
	size_t n = strcspn(side, ":");
	const char *mech = side[n] ? side + n + 1 : NULL, *other = NULL;
	const struct event *found = NULL;

	for (size_t i = 0; i < e->n; i++) {
		const struct event *at = &e->v[i];
		bool base = event_is_base(at) && !strncmp("none", side, n) && n == 4 &&
			    !strcmp(at->cell->workload, o->workload) &&
			    (!o->kernels || !strcmp(o->kernels, at->kernel->label));

		if (!base && (!anatomy_wanted(o, at) || strcmp(at->cell->hook, o->hook) ||
			      strlen(at->cell->arm) != n || strncmp(at->cell->arm, side, n) ||
			      (mech && strcmp(mech, at->cell->mech))))
			continue;
		if (found && found->kernel == at->kernel)
			other = at->cell->mech;
		else
			found = at;
	}
	if (!found)
		log_err("anatomy: no event of %s at hook %s (workload %s, collector %s) was traced there", side,
			o->hook, o->workload, o->collector);
	else if (other)
		log_warn("anatomy: %s has several mechanisms at hook %s; this is %s:%s, another is %s:%s", side,
			 o->hook, found->cell->arm, found->cell->mech, found->cell->arm, other);
	return found;
}

static void diff_picture(struct page *p, const struct event *e)
{
	char *stem = event_stem(e), *flame = str_fmt("flame-%s", stem);
	char *path = str_fmt("%s/plots/%s.svg", p->dir, flame), *title = event_title(e);

	if (file_exists(path))
		page_picture(p, str_dup(flame), str_fmt("One %s: %s", e->cell->workload, title));
	free(title);
	free(path);
	free(flame);
	free(stem);
}

static int diff_page(const char *dir, const char *file, const struct events *e, const struct event *a,
		     const struct event *b, struct table *t)
{
	struct page p = { .dir = dir };
	char *left = event_title(a), *right = event_title(b), *text;
	int err;

	p.title = str_fmt("%s beside %s, Linux %s", left, right, a->kernel->label);
	page_heading(&p, 1, "%s beside %s, Linux %s", left, right, a->kernel->label);
	page_table(&p, event_is_base(a) ? anatomy_layers_table(e, b, a) : anatomy_layers_table(e, a, b));
	page_heading(&p, 2, "Function by function");
	page_table(&p, t);
	diff_picture(&p, a);
	diff_picture(&p, b);
	text = page_written(&p, &page_html);
	err = file_write(file, text, strlen(text));
	free(text);
	free(left);
	free(right);
	page_free(&p);
	return err ? PB_EXIT_ENV : PB_EXIT_OK;
}

static int anatomy_compare(const struct anatomy_opts *o, const struct events *e,
			   const struct anatomy_args *args)
{
	const struct event *a = anatomy_side(o, e, args->sides[0]);
	const struct event *b = a ? anatomy_side(o, e, args->sides[1]) : NULL;

	if (!b)
		return PB_EXIT_USAGE;
	anatomy_print(anatomy_diff(a, b, o->all));
	return o->html ? diff_page(args->dir, o->html, e, a, b, anatomy_diff(a, b, o->all)) : PB_EXIT_OK;
}

static int anatomy_main(int argc, char **argv)
{
	struct anatomy_opts o = { .workload = EVENT_WORKLOAD, .collector = EVENT_COLLECTOR };
	struct anatomy_args args = { 0 };
	struct arg_list list = { .n = 0 };
	struct results r;
	struct events e;
	char *dir = NULL;
	int code = args_parse(&verb_anatomy, argc, argv, &o, &list);

	if (code)
		return code - 1;
	code = anatomy_sort_args(&o, &list, &args);
	if (code)
		return code;
	if (o.html && file_output(o.html))
		return PB_EXIT_ENV;
	if (!o.hook)
		o.hook = o.diff ? "kprobe" : "*";
	if (!args.dir) {
		code = anatomy_trace(&o, &dir);
		args.dir = dir;
	}
	if (code > PB_EXIT_FAIL || results_load(args.dir, &r)) {
		free(dir);
		return code > PB_EXIT_FAIL ? code : PB_EXIT_ENV;
	}
	events_load(&e, &r);
	if (!code)
		code = o.diff ? anatomy_compare(&o, &e, &args) : anatomy_show(&o, &e);
	events_free(&e);
	results_free(&r);
	free(dir);
	return code;
}

static const char *const anatomy_examples[] = {
	"probebench anatomy --kernel 6.1,6.12",
	"trace one getppid with the counter at every hook, and say which layer each instruction belongs to",
	"probebench anatomy results/anatomy --hook entry",
	"what was traced before; one hook, with its functions",
	"probebench anatomy results/anatomy --diff kmod ebpf --html diff.html",
	"what one executes and the other does not, in the order of execution",
	"probebench anatomy results/anatomy --hook entry --diff kmod:ftrace_direct ebpf:fentry",
	"the same for two mechanisms",
	NULL,
};

const struct verb verb_anatomy = {
	.name = "anatomy",
	.args = "[DIR] [SIDE SIDE]",
	.summary = "Show where every instruction of an event goes: by layer, by function, side by side.",
	.defs = anatomy_defs,
	.examples = anatomy_examples,
	.main = anatomy_main,
};
