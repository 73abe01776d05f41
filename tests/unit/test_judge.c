// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_judge - every fate of an event is counted once, and books that do not balance are named.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "upgrade/judge.h"

#define EVENTS 10
#define MARGIN 4

static struct up_entry seen[EVENTS + MARGIN];
static u64 stamps[EVENTS];

/* Event n is over at 100 + 10n; the one step runs from after event 3 until after event 6. */
static struct judge_case fresh(const char *fates)
{
	struct judge_case c = { .seen = seen,
				.stamps = stamps,
				.issued = EVENTS,
				.margin = MARGIN,
				.from = 1,
				.to = 2,
				.steps = 1,
				.begin = { 131 },
				.end = { 161 } };

	memset(seen, 0, sizeof(seen));
	for (size_t n = 0; n < EVENTS; n++) {
		stamps[n] = 100 + 10 * n;
		/* 1, 2: seen by that version; b: by both; d: twice by the new one; -: by none */
		seen[n].hits = strchr("1b", fates[n]) ? UP_HIT(1) : 0;
		seen[n].hits += strchr("2b", fates[n]) ? UP_HIT(2)
				: fates[n] == 'd'      ? 2 * UP_HIT(2)
						       : 0;
		c.state_total += UP_HITS(seen[n].hits, 1) + UP_HITS(seen[n].hits, 2);
		c.own_new += UP_HITS(seen[n].hits, 2);
	}
	return c;
}

Test(judge, a_clean_switch_loses_and_doubles_nothing)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.once, EVENTS);
	cr_expect_eq(j.missed + j.multiple + j.extra + j.wrong + j.holes + j.state_lost, 0);
	cr_expect_eq(j.first_new, 5);
	cr_expect_eq(j.last_old, 4);
	cr_expect_eq(j.hits_old, 5);
	cr_expect_eq(j.hits_new, 5);
}

Test(judge, events_issued_while_the_steps_run_are_counted)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	judge(&c, &j);
	cr_expect_eq(j.swap_events, 3); /* 4, 5 and 6 */
	cr_expect_eq(j.step_events[0], 3);
	c.end[0] = 132;
	judge(&c, &j);
	cr_expect_eq(j.swap_events, 0, "nothing was put to the test");
}

Test(judge, a_hole_is_as_long_as_the_events_and_the_time_between_those_seen)
{
	struct judge_case c = fresh("111---2222");
	struct judge j;

	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.missed, 3);
	cr_expect_eq(j.holes, 1);
	cr_expect_eq(j.hole_events, 3);
	cr_expect_eq(j.hole_ticks, 160 - 120);
}

Test(judge, of_several_holes_the_longest_counts_also_at_both_ends)
{
	struct judge_case c = fresh("-11--222--");
	struct judge j;

	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.missed, 5);
	cr_expect_eq(j.holes, 3);
	cr_expect_eq(j.hole_events, 2);
}

Test(judge, duplicates_are_hits_beyond_the_first)
{
	struct judge_case c = fresh("111bbd2222");
	struct judge j;

	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.multiple, 3);
	cr_expect_eq(j.extra, 3);
	cr_expect_eq(j.overlap_events, 2);
	cr_expect_eq(j.wrong, 1, "event 4: the old version after the new one had begun");
	cr_expect_eq(j.reordered, 0, "which the new one recorded as well");
}

Test(judge, the_old_version_after_the_new_one_is_the_wrong_version)
{
	struct judge_case c = fresh("1112121222");
	struct judge j;

	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.wrong, 2);
	cr_expect_eq(j.reordered, 2, "versions went back: events 4 and 6");
	cr_expect_eq(j.missed + j.extra, 0);
}

Test(judge, the_way_back_is_judged_the_same)
{
	struct judge_case c = fresh("2222-11111");
	struct judge j;

	c.from = 2;
	c.to = 1;
	c.own_new = 5;
	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.hits_old, 4);
	cr_expect_eq(j.hits_new, 5);
	cr_expect_eq(j.wrong, 0);
	cr_expect_eq(j.missed, 1);
}

Test(judge, a_record_that_forgot_is_told)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	c.state_total = 5;
	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.state_lost, 5);
}

Test(judge, links_of_two_versions_are_a_mixed_chain)
{
	struct judge_case c = fresh("1111222222");
	struct judge j;

	c.chain = true;
	for (size_t n = 0; n < EVENTS; n++)
		seen[n].chain = UP_HIT(n < 6 ? 1 : 2);
	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.mixed, 2);
}

Test(judge, what_the_stub_counted_explains_what_is_missing)
{
	struct judge_case c = fresh("111---2222");
	struct judge j;

	c.stub = true;
	c.stub_empty = 3;
	judge(&c, &j);
	cr_expect_null(j.broken);
	c.stub_empty = 2;
	judge(&c, &j);
	cr_expect_eq(j.unexplained, 1);
	cr_expect_not_null(j.broken);
	c.stub_empty = 4;
	judge(&c, &j);
	cr_expect_not_null(j.broken, "the stub counted events that are not missing");
}

Test(judge, an_event_nobody_issued_breaks_the_books)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	seen[EVENTS + 1].hits = UP_HIT(2);
	judge(&c, &j);
	cr_expect_not_null(j.broken);
}

Test(judge, a_record_that_counts_more_than_was_seen_breaks_the_books)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	c.state_total++;
	judge(&c, &j);
	cr_expect_not_null(j.broken);
}

Test(judge, a_version_that_counted_other_events_than_it_recorded_breaks_the_books)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.own_lost, 5, "the old version's own variables went with it");
	for (int by = -1; by <= 1; by += 2) {
		c.own_new = (u64)(5 + by);
		judge(&c, &j);
		cr_expect_not_null(j.broken, "%+d", by);
	}
}

Test(judge, a_record_that_took_the_place_of_another_has_lost_what_was_in_that)
{
	struct judge_case c = fresh("11111-2222");
	struct judge j;

	c.state_total = 4 - 1000; /* there were 1000 before, and there are 4 now */
	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.state_lost, 1000 + 5);
}

Test(judge, a_generator_that_slows_down_makes_no_pause)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	for (size_t n = 6; n < EVENTS; n++)
		stamps[n] += 500;
	c.end[0] += 500;
	c.slow = 6;
	judge(&c, &j);
	cr_expect_eq(j.stall_ticks, 10);
	cr_expect_eq(j.stall_events, 6 - 4, "4 and 5, of the four while the step ran");
	c.slow = 0;
	judge(&c, &j);
	cr_expect_eq(j.stall_ticks, 510);
}

Test(judge, the_longest_pause_is_told_apart_from_the_calm_before)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	for (size_t n = 5; n < EVENTS; n++)
		stamps[n] += 500;
	c.end[0] += 500;
	judge(&c, &j);
	cr_expect_eq(j.calm_ticks, 10);
	cr_expect_eq(j.stall_ticks, 510);
}

Test(judge, no_event_at_all_is_no_fault)
{
	struct judge_case c = fresh("----------");
	struct judge j;

	c.issued = 0;
	judge(&c, &j);
	cr_expect_null(j.broken);
	cr_expect_eq(j.issued, 0);
	cr_expect_eq(j.first_new, -1);
}

Test(judge, an_upgrade_as_stretches_keeps_every_event)
{
	struct judge_case c = fresh("111bb--222");
	struct judge_stretch v[8];
	static const struct judge_stretch want[] = {
		{ FATE_OLD, 3 }, { FATE_BOTH, 2 }, { FATE_NONE, 2 }, { FATE_NEW, 3 }
	};

	cr_assert_eq(judge_stretches(&c, v, 8), 4);
	for (size_t i = 0; i < 4; i++) {
		cr_expect_eq(v[i].fate, want[i].fate);
		cr_expect_eq(v[i].events, want[i].events);
	}
	cr_assert_eq(judge_stretches(&c, v, 2), 2);
	cr_expect_eq(v[0].events + v[1].events, EVENTS, "what does not fit is not lost");
}

Test(judge, only_events_between_the_steps_that_swap_are_at_risk)
{
	struct judge_case c = fresh("1111122222");
	struct judge j;

	c.steps = 3;
	c.first_swap = c.last_swap = 1;
	c.begin[0] = 105;
	c.end[0] = 125;
	c.begin[1] = 125;
	c.end[1] = 145;
	c.begin[2] = 145;
	c.end[2] = 185;
	judge(&c, &j);
	cr_expect_eq(j.swap_events, 2);
	cr_expect_eq(j.step_events[2], 4);
}
