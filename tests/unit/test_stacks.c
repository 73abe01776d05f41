// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_stacks - which cells compare the stacks that both sides see, and which make no sense.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "stacks/works.h"

static void judged(const char *name, bool sound)
{
	struct cell c;
	char *why;
	int err = cell_parse(name, &c, &why);

	cr_expect_eq(!err, sound, "%s: %s", name, why ? why : "(sound)");
	free(why);
	if (!err)
		cell_free(&c);
}

Test(stacks, a_hook_without_a_pair_of_the_collector_has_no_cell)
{
	judged("stacks/kernel=6.12/work=getppid/hook=kprobe", true);
	judged("stacks/kernel=6.12/work=getppid/hook=entry", true);
	judged("stacks/kernel=6.12/work=getppid/hook=exit", false);
	judged("stacks/kernel=6.12/work=getppid/hook=none", false);
	judged("stacks/kernel=6.12/work=nothing/hook=kprobe", false);
}

static void planned(const struct cell *c, void *ctx)
{
	char *name = cell_name(c);

	judged(name, true);
	cr_expect_not_null(stacks_workload(stacks_work_find(cell_word(c, "work"))).func, "%s: a function to begin at", name);
	++*(unsigned int *)ctx;
	free(name);
}

Test(stacks, every_planned_cell_makes_sense)
{
	unsigned int n = 0;

	experiment_find("stacks")->plan("6.12", planned, &n);
	cr_expect_eq(n, 12, "six works at two hooks");
}

Test(stacks, five_ways_are_five_calls)
{
	const struct stacks_work *work = stacks_work_find("ways");
	struct workload w = stacks_workload(work);
	struct worker worker = { .fd = -1 };

	cr_expect_eq(w.events[PB_EV_CALL], 5);
	cr_assert_eq(w.setup(&worker), 0);
	cr_expect_eq(w.run(&worker, 1000), 0, "nothing is left in the socket, or it would be full");
	w.teardown(&worker);
}
