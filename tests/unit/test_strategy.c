// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_strategy - the table of strategies is whole, and every kind of broken entry is named.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "strategy.h"

static bool names(char *why, const char *fault)
{
	bool good = why && strstr(why, fault);

	free(why);
	return good;
}

Test(strategy, every_real_entry_is_sound_and_found_by_arm_and_name)
{
	cr_assert_not_null(strategies[0]);
	for (const struct strategy *const *s = strategies; *s; s++) {
		char *why = strategy_check(*s);

		cr_expect_null(why, "%s", why);
		cr_expect_eq(strategy_find((*s)->arm, (*s)->name), *s);
	}
	cr_expect_null(strategy_find("ebpf", "prayer"));
	cr_expect_null(strategy_find("none", strategies[0]->name));
}

Test(strategy, a_mechanism_belongs_or_does_not)
{
	const struct strategy *s = strategy_find("ebpf", "replace");

	cr_assert_not_null(s);
	cr_expect(strategy_has_mech(s, "raw_tp"));
	cr_expect_not(strategy_has_mech(s, "ftrace_ops"));
}

Test(strategy, every_broken_entry_is_named)
{
	const struct strategy good = *strategy_find("kmod", "replace");
	static const struct strategy_step none[] = { { .name = NULL } };
	static const struct strategy_step idle[] = { { "idle", NULL, true }, { .name = NULL } };
	const struct strategy_step still[] = { { "stand", good.steps[0].run, false },
					       { .name = NULL } };
	static const char *const foreign[] = { "fentry", NULL };
	struct strategy s;

#define SPOILED(member, value) (s = good, s.member = (value), strategy_check(&s))
	cr_expect(names(SPOILED(name, ""), "no name"));
	cr_expect(names(SPOILED(summary, NULL), "no summary"));
	cr_expect(names(SPOILED(arm, "wasm"), "no arm wasm"));
	cr_expect(names(SPOILED(close, NULL), "missing"));
	cr_expect(names(SPOILED(steps, none), "0 steps"));
	cr_expect(names(SPOILED(steps, idle), "\"idle\" does nothing"));
	cr_expect(names(SPOILED(steps, still), "no step of it swaps"));
	cr_expect(names(SPOILED(mechs, foreign), "no mechanism fentry"));
	cr_expect(names(SPOILED(summary, "another of that name"), "taken twice"));
#undef SPOILED
}

Test(strategy, an_upgrader_is_killed_in_every_strategy_but_where_it_takes_too_long)
{
	const struct failure *killed = failure_find("killed");

	cr_assert_not_null(killed);
	for (const struct strategy *const *s = strategies; *s; s++)
		cr_expect(failure_expected(killed, (*s)->arm, (*s)->name, "6.12") || (*s)->leaks || !strcmp((*s)->name, "iter"),
			  "strategy %s of arm %s", (*s)->name, (*s)->arm);
}

Test(strategy, the_first_failure_is_the_one_that_is_told)
{
	struct upgrade u = { .from = 1, .to = 2 };

	cr_expect_eq(upgrade_fail(&u, -5, "first %d", 1), -5);
	cr_expect_eq(upgrade_fail(&u, -7, "second"), -7);
	cr_expect_str_eq(u.reason, "first 1");
	upgrade_turn(&u);
	cr_expect_eq(u.from, 2);
	cr_expect_eq(u.to, 1);
}
