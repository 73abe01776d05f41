// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_outcome - what a series of upgrades becomes in the record of a cell, and when the cell is broken.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "record.h"
#include "upgrade/outcome.h"

#define ROUNDS 12

static struct round rounds[ROUNDS];
static struct cell_run run;

/* Upgrade i missed i events in one run of 100 i instructions. */
static struct series series(void)
{
	memset(rounds, 0, sizeof(rounds));
	for (unsigned int i = 0; i < ROUNDS; i++)
		rounds[i].j = (struct judge){ .issued = 1000,
					      .once = 1000 - i,
					      .missed = i,
					      .hole_events = i,
					      .hole_ticks = 100 * i,
					      .stall_ticks = 7000,
					      .swap_events = 1 };
	return (struct series){ .rounds = rounds, .wanted = ROUNDS, .done = ROUNDS, .seed = 1, .counted = true };
}

static json_t *outcome(struct series *s, int err)
{
	struct upgrade u = { .strategy = strategy_find("kmod", "replace"), .from = 1, .to = 2, .reason = "no such" };

	run = (struct cell_run){ .record = record_new("upgrade/kernel=6.12.1-test", "pair") };
	outcome_record(&run, &u, s, err);
	return json_object_get(run.record, "metrics");
}

static void done(void)
{
	free(run.reason);
	json_decref(run.record);
}

static double value(const json_t *metrics, const char *name)
{
	return json_number_value(json_object_get(json_object_get(metrics, name), "value"));
}

Test(outcome, a_blackout_is_told_in_events_and_in_instructions)
{
	struct series s = series();
	const json_t *m = outcome(&s, 0);

	cr_expect_eq(run.outcome, OUTCOME_OK);
	cr_expect_eq(value(m, "blackout_max"), ROUNDS - 1);
	cr_expect_eq(value(m, "blackout_insn_max"), 100 * (ROUNDS - 1));
	cr_expect_eq(value(m, "blackout_events"), 5.5);
	cr_expect_eq(value(m, "blackout_insn"), 550);
	cr_expect_eq(value(m, "stall_insn"), 7000);
	cr_expect_str_eq(json_string_value(json_object_get(json_object_get(m, "blackout_insn"), "unit")), "insn");
	done();
}

Test(outcome, an_upgrade_that_was_not_put_to_the_test_is_in_no_median)
{
	struct series s = series();
	const json_t *m;

	/* Of upgrades 0 to 3 nothing is at risk but the three that missed events. */
	for (unsigned int i = 0; i < 4; i++)
		rounds[i].j.swap_events = 0;
	m = outcome(&s, 0);
	cr_expect_eq(value(m, "exposed_upgrades"), ROUNDS - 1);
	cr_expect_eq(value(m, "blackout_events"), 7.5, "of 4 to 11");
	cr_expect_eq(json_integer_value(json_object_get(json_object_get(m, "blackout_events"), "n")), ROUNDS - 4);
	done();
}

Test(outcome, where_nearly_none_was_put_to_the_test_there_is_no_median)
{
	struct series s = series();
	const json_t *m;

	for (unsigned int i = 0; i < ROUNDS; i++)
		rounds[i].j = (struct judge){ .issued = 1000, .once = 1000, .swap_events = i < 2 };
	m = outcome(&s, 0);
	cr_expect_eq(value(m, "exposed_upgrades"), 2);
	cr_expect_null(json_object_get(m, "missed_per_upgrade"));
	cr_expect_eq(value(m, "missed"), 0);
	done();
}

Test(outcome, where_ticks_are_no_instructions_none_are_told)
{
	struct series s = series();
	const json_t *m;

	s.counted = false;
	m = outcome(&s, 0);
	cr_expect_null(json_object_get(m, "blackout_insn"));
	cr_expect_null(json_object_get(m, "blackout_insn_max"));
	cr_expect_null(json_object_get(m, "stall_insn"));
	cr_expect_not_null(json_object_get(m, "blackout_events"));
	done();
}

Test(outcome, numbers_that_are_all_the_same_are_not_repeated)
{
	struct series s = series();
	const json_t *m = outcome(&s, 0);

	cr_expect_eq(json_array_size(json_object_get(json_object_get(m, "missed_per_upgrade"), "samples")), ROUNDS);
	cr_expect_null(json_object_get(json_object_get(m, "duplicated_per_upgrade"), "samples"));
	done();
}

Test(outcome, books_of_one_upgrade_that_do_not_balance_break_the_cell)
{
	static struct up_entry seen[16];
	static const u64 stamps[] = { 10, 20, 30 };
	/* Three events, all recorded by the old version; and one that nobody issued. */
	struct judge_case c = { .seen = seen, .stamps = stamps, .issued = 3, .margin = 4, .from = 1, .to = 2,
				.state_total = 3 };
	struct series s = series();

	for (int n = 0; n < 3; n++)
		seen[n].hits = UP_HIT(1);
	judge(&c, &rounds[4].j);
	outcome(&s, 0);
	cr_expect_eq(run.outcome, OUTCOME_OK, "they balance: %s", run.reason ? run.reason : "");
	done();
	s = series();
	seen[5].hits = UP_HIT(2);
	judge(&c, &rounds[4].j);
	outcome(&s, 0);
	cr_expect_eq(run.outcome, OUTCOME_BROKEN);
	cr_expect_str_eq(run.reason, "upgrade 4: a version recorded an event that was not issued");
	done();
}

Test(outcome, broken_books_outweigh_a_step_that_failed)
{
	struct series s = series();

	rounds[0].j.broken = "it does not add up";
	outcome(&s, -5);
	cr_expect_eq(run.outcome, OUTCOME_BROKEN);
	done();
	s = series();
	outcome(&s, -5);
	cr_expect_eq(run.outcome, OUTCOME_FAIL);
	done();
}
