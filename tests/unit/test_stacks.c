// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_stacks - which cells compare the stacks that both sides see, and which make no sense.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"

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
	judged("stacks/kernel=6.12/workload=getppid/hook=kprobe", true);
	judged("stacks/kernel=6.12/workload=getppid/hook=entry", true);
	judged("stacks/kernel=6.12/workload=getppid/hook=exit", false);
	judged("stacks/kernel=6.12/workload=getppid/hook=none", false);
	judged("stacks/kernel=6.12/workload=nothing/hook=kprobe", false);
}

static void planned(const struct cell *c, void *ctx)
{
	char *name = cell_name(c);

	judged(name, true);
	cr_expect_not_null(c->workload->func, "%s: there must be a function to begin at", name);
	++*(unsigned int *)ctx;
	free(name);
}

Test(stacks, every_planned_cell_makes_sense)
{
	unsigned int n = 0;

	experiment_find("stacks")->plan("6.12", planned, &n);
	cr_expect_eq(n, 10, "five workloads at two hooks");
}
