// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_calm - a pause is compared with the longest of as many.
 */
#include <criterion/criterion.h>

#include "upgrade/calm.h"

Test(calm, the_longest_of_so_many_from_there_on)
{
	u64 pauses[] = { 5, 1, 9, 2, 7 };
	const struct calm c = { pauses, 5 };

	cr_expect_eq(calm_longest(&c, 0, 2), 5);
	cr_expect_eq(calm_longest(&c, 1, 1), 1);
	cr_expect_eq(calm_longest(&c, 1, 2), 9);
	cr_expect_eq(calm_longest(&c, 3, 2), 7);
	cr_expect_eq(calm_longest(&c, 3, 3), 7, "behind the last comes the first");
	cr_expect_eq(calm_longest(&c, 4 + 5 * 100, 2), 7);
	cr_expect_eq(calm_longest(&c, 0, 100), 9, "there are no more than these");
	cr_expect_eq(calm_longest(&c, 2, 0), 0);
}

Test(calm, where_nothing_was_watched_nothing_paused)
{
	struct calm c = { 0 };

	cr_expect_eq(calm_longest(&c, 3, 10), 0);
	calm_free(&c);
}
