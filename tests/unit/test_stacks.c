// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_stacks - which cells compare the stacks that both sides see, and which make no sense; what is held against what.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "stacks/sight.h"
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
	cr_expect_eq(n, 16, "eight works at two hooks");
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

/* A sight of stacks with the frames 1, 2, 3, ... that end in @last, each seen @count times. */
static void saw(struct sight *s, u64 last, u32 depth, u64 count)
{
	struct stack_count *stack = &s->stack[s->n++];

	memset(stack, 0, sizeof(*stack));
	for (u32 i = 0; i < depth; i++)
		stack->frames[i] = 100 + i;
	stack->frames[depth - 1] = last;
	stack->count = count;
	s->seen += count;
}

Test(stacks, operations_alone_are_between_three_looks)
{
	struct sight first = { .n = 0 }, second = { .n = 0 }, after = { .n = 0 };

	saw(&first, 7, 3, 1);
	saw(&second, 7, 3, 3); /* a look makes two of them itself */
	saw(&after, 7, 3, 5);
	saw(&after, 8, 3, 211);
	sight_between(&after, &first, &second);
	cr_expect_eq(after.n, 1, "what looking makes is none of the operations");
	cr_expect_eq(after.seen, 211);
	cr_expect_eq(after.stack[0].frames[2], 8);
}

Test(stacks, what_is_above_the_function_is_cut_off_and_full_stacks_are_counted)
{
	struct sight s = { .n = 0 }, other = { .n = 0 };

	saw(&s, 900, PB_STACK_FRAMES, 4); /* 100, 101, 102, ... */
	saw(&s, 900, 9, 3);
	cr_expect_null(sight_cut(&s, 102, 103));
	cr_expect_eq(s.above, 2);
	cr_expect_eq(s.cut, 4, "the deeper one may go on");
	cr_expect_eq(sight_depth(&s), PB_STACK_FRAMES - 2);
	saw(&other, 900, 9, 3);
	cr_expect_eq(sight_cut(&other, 5000, 5001), &other.stack[0], "the function is not in it");
}

Test(stacks, frames_that_one_side_cannot_have_are_not_compared)
{
	struct sight kmod = { .n = 0 }, ebpf = { .n = 0 };

	saw(&kmod, 900, PB_STACK_FRAMES, 4);
	saw(&ebpf, 129, PB_STACK_FRAMES - 2, 4); /* its 30 frames are the others' first 30 */
	cr_expect_eq(sight_lacking(&kmod, &ebpf), 4);
	sight_fold(&kmod, PB_STACK_FRAMES - 2);
	sight_fold(&ebpf, PB_STACK_FRAMES - 2);
	cr_expect_eq(sight_lacking(&kmod, &ebpf), 0);
	saw(&kmod, 5, 3, 2);
	saw(&kmod, 5, 3, 1);
	sight_fold(&kmod, PB_STACK_FRAMES - 2);
	cr_expect_eq(kmod.n, 2, "alike, they are one");
	cr_expect_eq(sight_lacking(&kmod, &ebpf), 3);
	cr_expect_eq(sight_lacking(&ebpf, &kmod), 0);
}

static bool complains(const struct sight *small, const struct sight *whole, const char *of)
{
	char *wrong = sight_full_check(small, whole, 2, 30);
	bool good = of ? wrong && strstr(wrong, of) : !wrong;

	if (!good)
		cr_log_error("%s", wrong ? wrong : "(sound)");
	free(wrong);
	return good;
}

Test(stacks, a_full_table_keeps_whole_stacks_and_counts_the_rest)
{
	struct sight whole = { .n = 0 }, small = { .n = 0 };

	saw(&whole, 7, 3, 10);
	saw(&whole, 8, 3, 10);
	saw(&whole, 9, 3, 10);
	saw(&small, 9, 3, 10);
	small.lost = 20;
	cr_expect(complains(&small, &whole, NULL), "two that hash alike are fewer than there are places");
	saw(&small, 7, 3, 10);
	cr_expect(complains(&small, &whole, "20 counted and 20 dropped of 30"));
	small.lost = 10;
	cr_expect(complains(&small, &whole, NULL));
	small.stack[0].count = 9;
	small.stack[1].count = 11;
	cr_expect(complains(&small, &whole, "has 9 events; where there is room it has 10"), "it lost one that it has a place for");
	small.stack[0].count = small.stack[1].count = 10;
	small.stack[1].frames[1] = 55;
	cr_expect(complains(&small, &whole, "where there is room it has 0"), "nobody else saw such a stack");
	small.stack[1].frames[1] = 101;
	small.lost = 0;
	saw(&small, 8, 3, 10);
	cr_expect(complains(&small, &whole, "3 stacks in 2 places"));
	small.n = 0;
	small.seen = 0;
	small.lost = 30;
	cr_expect(complains(&small, &whole, "0 stacks in 2 places"), "the first event has a place");
}

Test(stacks, the_deep_one_leaves_nothing_behind)
{
	struct workload w = stacks_workload(stacks_work_find("deep"));
	struct worker worker = { .fd = -1 };
	int err = w.setup(&worker);

	cr_expect_eq(w.events[PB_EV_CALL], DEEP_LEVELS);
	if (err == -EPERM) /* a network namespace is root's to make */
		log_warn("not run as root: the datagrams are left out");
	else
		cr_assert_eq(err, 0);
	cr_expect(err || !w.run(&worker, 1000), "nothing is left in the socket, or it would be full");
	w.teardown(&worker);
}
