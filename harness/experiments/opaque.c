// SPDX-License-Identifier: GPL-2.0-only
/*
 * opaque - objects of the user's own, without their sources: what an operation costs while one is loaded.
 *
 * A BPF object is attached as its sections say, a module attaches itself when it is loaded. Nothing is
 * known of what either counts, so nothing is compared with what it saw: the workload alone says how many
 * operations there were, and the figure is per operation. An object that attaches to something which no
 * workload reaches costs nothing here, and that is what the figure will say.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "measure.h"
#include "object.h"
#include "record.h"
#include "registry.h"
#include "report/chapter.h"
#include "vm/initramfs.h"

#define OPAQUE_ATTEMPTS	       4 /* then the baselines before and after must agree */
#define OPAQUE_WAVER_ATTEMPTS 2 /* for workloads that need not agree */

static const struct metric opaque_metrics[] = {
	{ "insn_per_op", "insn", "instructions per operation, object loaded", METRIC_EXACT,
	  METRIC_LOWER },
	{ "base_insn_per_op", "insn", "the same without it", METRIC_EXACT, METRIC_NEITHER },
	{ "added_insn_per_op", "insn", "what the object adds to an operation", METRIC_EXACT,
	  METRIC_LOWER },
	{ "programs", "programs", "BPF programs of the object that are attached", METRIC_EXACT,
	  METRIC_NEITHER },
	{ .name = NULL },
};

static const char *const opaque_keys[] = { "workload", "object", "arm", NULL };

extern const struct experiment experiment_opaque;

/* What the file's name ends in, on either side. */
static const struct {
	const char *arm, *suffix;
} opaque_kinds[] = { { "kmod", ".ko" }, { "ebpf", ".bpf.o" } };

static const char *opaque_suffix(const char *arm)
{
	for (size_t i = 0; i < ARRAY_SIZE(opaque_kinds); i++)
		if (!strcmp(opaque_kinds[i].arm, arm))
			return opaque_kinds[i].suffix;
	return NULL;
}

/* Letters, digits, - and _: it becomes a part of a path, both of a cell's and of a file's. */
static bool opaque_named(const char *object)
{
	return *object &&
	       !object[strspn(object,
			      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")];
}

static char *opaque_check(const struct cell *c)
{
	const char *object = cell_word(c, "object");

	if (object && opaque_named(object) && c->workload && c->backend &&
	    opaque_suffix(c->backend->name))
		return NULL;
	return str_fmt("object=%s: no object of that name can be on that arm",
		       object ? object : "");
}

/* Plan every workload with an object; its name must outlive the plan, so it is kept. */
static void opaque_plan_object(const char *kernel, const char *file, size_t kind,
			       void (*add)(const struct cell *, void *), void *ctx)
{
	static char *kept[64];
	static size_t nr;
	char *object =
		str_fmt("%.*s", (int)(strlen(file) - strlen(opaque_kinds[kind].suffix)), file);
	const char *name = NULL;

	for (size_t i = 0; i < nr; i++)
		if (!strcmp(kept[i], object))
			name = kept[i];
	if (!name && nr < ARRAY_SIZE(kept) && opaque_named(object))
		name = kept[nr++] = str_dup(object);
	if (!name)
		log_warn(
			"%s is left out: a name is made of letters, digits, - and _, and there may be %zu",
			file, ARRAY_SIZE(kept));
	free(object);
	for (const struct workload *const *w = workloads; name && *w; w++) {
		struct cell c = { .experiment = &experiment_opaque,
				  .kernel = kernel,
				  .workload = *w,
				  .backend = backend_find(opaque_kinds[kind].arm) };

		cell_set_word(&c, "object", name);
		add(&c, ctx);
	}
}

static void opaque_plan(const char *kernel, void (*add)(const struct cell *, void *), void *ctx)
{
	char *path = str_fmt("%s/objects", root_extra() ? root_extra() : "");
	struct dirent **list;
	int n = root_extra() ? scandir(path, &list, NULL, alphasort) : -1;

	for (int i = 0; i < n; i++) {
		for (size_t kind = 0; kind < ARRAY_SIZE(opaque_kinds); kind++)
			if (str_ends(list[i]->d_name, opaque_kinds[kind].suffix))
				opaque_plan_object(kernel, list[i]->d_name, kind, add, ctx);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	free(path);
}

/* A folder a workload: cells of one guest must not put one file there twice. */
static char *opaque_file(const struct cell *c)
{
	return str_fmt("objects/%s/%s%s", c->workload->name, cell_word(c, "object"),
		       opaque_suffix(c->backend->name));
}

static int opaque_pack(const struct cell *c, const struct kernel *k, struct initramfs *a)
{
	char *from = str_fmt("%s/objects/%s%s", root_extra() ? root_extra() : "",
			     cell_word(c, "object"), opaque_suffix(c->backend->name));
	char *to = opaque_file(c), *dir = str_fmt("objects/%s", c->workload->name);
	int err = initramfs_dir(a, "objects");

	if (!err)
		err = initramfs_dir(a, dir);
	if (!err)
		err = initramfs_file(a, to, from, 0644);
	free(dir);
	free(to);
	free(from);
	return err;
}

struct opaque {
	struct cell_run *run;
	const struct workload *w;
	struct worker worker;
	u64 ops, empty;
	struct block_set before, treat, after;
};

static int opaque_phase(struct opaque *o, struct block_set *set, const char *what)
{
	int err = measure_settle(o->w, &o->worker, o->ops, &set->settle_rounds);

	if (!err)
		err = measure_set(o->w, &o->worker, o->ops, o->run->measure->blocks, set);
	if (err)
		cell_end(o->run, OUTCOME_BROKEN, "%s: %s", what,
			 err == -ETIMEDOUT ? "the block minima keep falling" : strerror(-err));
	return err;
}

/* A module fits one kernel, and that it does not fit this one says nothing about it. */
static void opaque_refused(struct opaque *o, int err, char *why)
{
	cell_end(o->run, err == -ENOEXEC ? OUTCOME_SKIP : OUTCOME_FAIL,
		 "cannot load and attach: %s", why);
}

static int opaque_round(struct opaque *o, const char *path)
{
	struct object *object;
	char *why = NULL;
	int err = opaque_phase(o, &o->before, "baseline before");

	if (err)
		return err;
	err = object_load(path, &object, &why);
	if (err) {
		opaque_refused(o, err, why);
		free(why);
		return err;
	}
	object_describe(object, o->run->record);
	err = opaque_phase(o, &o->treat, "measuring with the object");
	if (object_unload(object, &why)) {
		cell_end(o->run, OUTCOME_FAIL, "cannot unload: %s", why);
		free(why);
		return -EIO;
	}
	return err ? err : opaque_phase(o, &o->after, "baseline after");
}

/* What the workload did by itself: a reader resolves nothing below. */
static void opaque_noise(struct opaque *o, const char *metric)
{
	s64 moved = llabs((s64)(o->after.stats.min - o->before.stats.min)), ops = (s64)o->ops;
	json_t *m = json_object_get(json_object_get(o->run->record, "metrics"), metric);

	if (moved)
		json_object_set_new(m, "noise", json_integer((moved + ops - 1) / ops));
}

static void opaque_record(struct opaque *o)
{
	s64 delta = (s64)(o->treat.stats.min - o->before.stats.min);

	record_blocks(o->run->record, "insn_per_op", &o->treat, o->empty);
	record_blocks(o->run->record, "base_insn_per_op", &o->before, o->empty);
	record_delta(o->run->record, "added_insn_per_op", delta, "ops", o->ops);
	opaque_noise(o, "insn_per_op");
	opaque_noise(o, "added_insn_per_op");
}

static void opaque_measure(struct opaque *o)
{
	char *file = opaque_file(&o->run->cell), *path = str_fmt("/%s", file);
	int attempts = 0, most = o->w->wavers ? OPAQUE_WAVER_ATTEMPTS : OPAQUE_ATTEMPTS;
	int err = measure_bracket(o->w, &o->worker, o->run->measure->target_insns, &o->empty,
				  &o->ops);
	bool moved = true;

	if (err)
		cell_end(o->run, OUTCOME_BROKEN, "sizing the blocks: %s", strerror(-err));
	while (!err && moved && attempts++ < most) {
		err = opaque_round(o, path);
		moved = o->before.stats.min != o->after.stats.min;
	}
	free(path);
	free(file);
	if (err)
		return;
	opaque_record(o);
	if (moved && !o->w->wavers)
		cell_end(o->run, OUTCOME_BROKEN, "the baseline moved in each of %d rounds", most);
}

static void opaque_run(struct cell_run *run)
{
	struct opaque o = { .run = run, .w = run->cell.workload, .worker = { .fd = -1 } };
	int err = o.w->setup ? o.w->setup(&o.worker) : 0;

	run->worker = &o.worker;
	if (err)
		cell_end(run, OUTCOME_BROKEN, "setting up %s: %s", o.w->name, strerror(-err));
	else
		opaque_measure(&o);
	if (o.w->teardown)
		o.w->teardown(&o.worker);
}

const struct experiment experiment_opaque = {
	.name = "opaque",
	.question = "What does an operation cost while an object of one's own is loaded?",
	.profile = "exact",
	.keys = opaque_keys,
	.only_extra = true,
	.metrics = opaque_metrics,
	.plan = opaque_plan,
	.run = opaque_run,
	.check = opaque_check,
	.pack = opaque_pack,
	.chapter = &chapter_plain,
};
