// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_cell - names of cells: there and back, keys, globs; and how a cell ends.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"

#define KERNEL "6.12.117+deb12-cloud-amd64"
#define REST   "/workload=getppid/hook=entry/collector=count/arm=ebpf/mech=fentry"
#define NAME   "overhead/kernel=" KERNEL REST

struct planned {
	char **names;
	size_t n;
};

static void round_trip(const struct cell *c, void *ctx)
{
	struct planned *p = ctx;
	char *name = cell_name(c), *again, *why;
	struct cell back;

	cr_assert_eq(cell_parse(name, &back, &why), 0, "%s: %s", name, why);
	cr_expect_null(why);
	cr_expect_eq(back.experiment, c->experiment, "%s", name);
	cr_expect_str_eq(back.kernel, c->kernel);
	cr_expect_eq(back.workload, c->workload, "%s", name);
	cr_expect_eq(back.hook, c->hook, "%s", name);
	cr_expect_eq(back.collector, c->collector, "%s", name);
	cr_expect_eq(back.backend, c->backend, "%s", name);
	cr_expect_eq(back.mech, c->mech, "%s", name);
	again = cell_name(&back);
	cr_expect_str_eq(again, name);
	free(again);
	cell_free(&back);
	p->names = mem_grow(p->names, p->n + 1, sizeof(*p->names));
	p->names[p->n++] = name;
}

Test(cell, name_of_every_planned_cell_comes_back)
{
	struct planned p = { 0 };

	for (const struct experiment *const *e = experiments; *e; e++) {
		size_t before = p.n;

		(*e)->plan(KERNEL, round_trip, &p);
		cr_expect(p.n > before || (*e)->only_extra, "%s plans nothing", (*e)->name);
	}
	for (size_t i = 0; i < p.n; i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(p.names[i], p.names[k], "two cells share a name");
	while (p.n)
		free(p.names[--p.n]);
	free(p.names);
}

Test(cell, parsed_cell_outlives_its_name)
{
	char *name = str_dup(NAME), *why;
	struct cell c;

	cr_assert_eq(cell_parse(name, &c, &why), 0);
	memset(name, 'x', strlen(name));
	free(name);
	cr_assert_str_eq(c.kernel, KERNEL);
	cell_free(&c);
	cr_assert_null(c.text);
}

Test(cell, parse_says_what_is_wrong)
{
	static const struct {
		const char *name, *says;
	} bad[] = {
		{ "", "lacks kernel=" },
		{ "overhead", "lacks kernel=" },
		{ "overhead" REST, "lacks kernel=" },
		{ "overhead/kernel=6.12", "lacks workload=" },
		{ "overhead/kernel=6.12/workload=getppid/hook=entry/collector=count/arm=ebpf",
		  "lacks mech=" },
		{ "overhead/kernel=6.12/workload=getppid/hook=entry/collector=count/XXarm=ebpf"
		  "/mech=fentry", "lacks arm=" },
		{ "overhea/kernel=6.12" REST, "does not have" },
		{ "overheads/kernel=6.12" REST, "does not have" },
		{ "overhead/kernel=6.12/workload=zzz/hook=entry/collector=count/arm=ebpf"
		  "/mech=fentry", "does not have" },
		{ "overhead/kernel=6.12/workload=none/hook=entry/collector=count/arm=ebpf"
		  "/mech=fentry", "does not have" },
		{ "overhead/kernel=6.12/workload=getppid/hook=zzz/collector=count/arm=ebpf"
		  "/mech=fentry", "does not have" },
		{ "overhead/kernel=6.12/workload=getppid/hook=entry/collector=zzz/arm=ebpf"
		  "/mech=fentry", "does not have" },
		{ "overhead/kernel=6.12/workload=getppid/hook=entry/collector=count/arm=zzz"
		  "/mech=fentry", "does not have" },
		/* fentry is not how a module does it, nor how a kretprobe is done */
		{ "overhead/kernel=6.12/workload=getppid/hook=entry/collector=count/arm=kmod"
		  "/mech=fentry", "does not have" },
		{ "overhead/kernel=6.12/workload=getppid/hook=kretprobe/collector=count/arm=ebpf"
		  "/mech=fentry", "does not have" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct cell c;
		char *why;

		cr_assert_eq(cell_parse(bad[i].name, &c, &why), -EINVAL, "%s", bad[i].name);
		cr_expect(strstr(why, bad[i].says), "%s", why);
		cr_expect_eq(strncmp(why, bad[i].name, strlen(bad[i].name)), 0, "%s", why);
		cr_expect_null(c.text);
		free(why);
	}
}

/* An experiment whose names hold a word of its own between two things of the registry. */
static const char *const odd_keys[] = { "hook", "profile", "arm", NULL };
static const struct experiment odd = { .name = "odd", .keys = odd_keys };

Test(cell, an_experiment_orders_its_keys_and_has_words_of_its_own)
{
	struct cell c = { .experiment = &odd, .kernel = "6.12", .hook = hook_find("entry"),
			  .backend = backend_find("ebpf") };
	char *name;

	cr_expect_null(cell_word(&c, "profile"));
	cell_set_word(&c, "profile", "stock");
	cr_expect_str_eq(cell_word(&c, "profile"), "stock");
	cr_expect_null(cell_word(&c, "colour"));
	name = cell_name(&c);
	cr_expect_str_eq(name, "odd/kernel=6.12/hook=entry/profile=stock/arm=ebpf");
	free(name);
}

Test(cell, key_gives_the_value_of_exactly_that_key)
{
	static const struct {
		const char *key, *value;
	} keys[] = {
		{ "experiment", "overhead" }, { "kernel", KERNEL },    { "workload", "getppid" },
		{ "hook", "entry" },	      { "collector", "count" }, { "arm", "ebpf" },
		{ "mech", "fentry" },	      { "ook", NULL },		{ "hoo", NULL },
		{ "overhead", NULL },	      { "", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		char *value = cell_key(NAME, keys[i].key);

		if (keys[i].value)
			cr_expect(value && !strcmp(value, keys[i].value), "%s=%s", keys[i].key, value);
		else
			cr_expect_null(value, "%s=%s", keys[i].key, value);
		free(value);
	}
}

Test(cell, key_takes_a_value_with_an_equals_sign)
{
	char *value = cell_key("e/kernel=a=b/arm=", "kernel");

	cr_expect_str_eq(value, "a=b");
	free(value);
	value = cell_key("e/kernel=a=b/arm=", "arm");
	cr_expect_str_eq(value, "");
	free(value);
}

Test(cell, glob_matches_the_path_or_a_run_of_whole_parts)
{
	static const char *const match[] = {
		NAME, "*", "overhead", "overhead/*", "*/mech=fentry", "arm=ebpf", "arm=*", "mech=f*y",
		"workload=getppid/hook=entry", "workload=getppid/hook=*", "hook=[a-e]ntry",
		"kernel=6.12.*", "arm=ebpf/mech=fentry", "mech=fentry", ("overhead/kernel=" KERNEL),
		"workload=getppid/*/arm=ebpf", "collector=coun?",
	};
	static const char *const other[] = {
		"", "arm", "ebpf", "arm=e", "rm=ebpf", "arm=ebp", "arm=ebpff", "mech=fentr", "entry",
		"h=fentry", "workload=get", "overhea", "verhead", "arm=kmod", "overhead/workload=*",
		"workload=getppid/arm=ebpf", "hook=entry/workload=getppid", "arm=?", "/", "arm=ebpf/m",
		"kernel=6.1", "arm=kmod*",
	};

	for (size_t i = 0; i < ARRAY_SIZE(match); i++)
		cr_expect(cell_match(NAME, match[i]), "\"%s\" must match", match[i]);
	for (size_t i = 0; i < ARRAY_SIZE(other); i++)
		cr_expect_not(cell_match(NAME, other[i]), "\"%s\" must not match", other[i]);
}

Test(cell, outcomes_have_four_names)
{
	static const char *const names[] = { "ok", "fail", "broken", "skip" };

	for (int i = 0; i < 4; i++) {
		cr_expect_str_eq(outcome_name((enum outcome)i), names[i]);
		cr_expect_eq(outcome_parse(names[i]), i);
	}
	cr_expect_eq(outcome_parse("OK"), -1);
	cr_expect_eq(outcome_parse(""), -1);
	cr_expect_eq(outcome_parse("okay"), -1);
}

Test(cell, first_end_that_is_not_ok_stays)
{
	struct cell_run run = { 0 };

	cr_expect_eq(cell_end(&run, OUTCOME_FAIL, "%d events lost", 3), -EIO);
	cr_expect_eq(cell_end(&run, OUTCOME_BROKEN, "and then this"), -EIO);
	cr_expect_eq(run.outcome, OUTCOME_FAIL);
	cr_expect_str_eq(run.reason, "3 events lost");
	free(run.reason);
}

Test(cell, backend_reason_is_joined_to_what_was_being_done)
{
	struct cell_run run = { 0 };

	cr_expect_eq(cell_reason(&run, -ENOENT, "no module %s", "pb_x"), -ENOENT);
	cr_expect_eq(run.outcome, OUTCOME_OK, "a reason alone ends nothing");
	cr_expect_eq(cell_reason(&run, -EBUSY, "later trouble"), -EBUSY);
	cr_expect_eq(cell_end(&run, OUTCOME_BROKEN, "cannot attach"), -EIO);
	cr_expect_eq(run.outcome, OUTCOME_BROKEN);
	cr_expect_str_eq(run.reason, "cannot attach: no module pb_x");
	cr_expect_eq(cell_reason(&run, -EIO, "cannot detach either"), -EIO);
	cr_expect_str_eq(run.reason, "cannot attach: no module pb_x");
	free(run.reason);
}
