// SPDX-License-Identifier: GPL-2.0-only
/*
 * sight - what one side saw of some operations, held against what the other one saw.
 */
#include <string.h>

#include "stacks/sight.h"

static bool sight_same(const struct stack_count *a, const struct stack_count *b)
{
	return !memcmp(a->frames, b->frames, sizeof(a->frames));
}

static u64 sight_times(const struct sight *s, const struct stack_count *stack)
{
	u64 times = 0;

	for (size_t i = 0; i < s->n; i++)
		if (sight_same(&s->stack[i], stack))
			times += s->stack[i].count;
	return times;
}

void sight_between(struct sight *after, const struct sight *first, const struct sight *second)
{
	size_t n = 0;

	after->seen = 0;
	for (size_t i = 0; i < after->n; i++) {
		u64 times = after->stack[i].count - 2 * sight_times(second, &after->stack[i]) +
			    sight_times(first, &after->stack[i]);

		if (!times)
			continue;
		after->stack[n] = after->stack[i];
		after->stack[n++].count = times;
		after->seen += times;
	}
	after->n = n;
}

const struct stack_count *sight_cut(struct sight *s, u64 from, u64 to)
{
	s->cut = 0;
	for (size_t i = 0; i < s->n; i++) {
		u64 *frames = s->stack[i].frames;
		u32 at = 0;

		while (at < PB_STACK_FRAMES && (frames[at] < from || frames[at] >= to))
			at++;
		if (at == PB_STACK_FRAMES)
			return &s->stack[i];
		s->cut += frames[PB_STACK_FRAMES - 1] ? s->stack[i].count : 0;
		s->above = at > s->above ? at : s->above;
		memmove(frames, &frames[at], (PB_STACK_FRAMES - at) * sizeof(*frames));
		memset(&frames[PB_STACK_FRAMES - at], 0, at * sizeof(*frames));
		/* Where in its first instructions the function was stopped is up to the interface. */
		frames[0] = from;
	}
	return NULL;
}

void sight_fold(struct sight *s, u32 frames)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		size_t same = 0;

		memset(&s->stack[i].frames[frames], 0, (PB_STACK_FRAMES - frames) * sizeof(*s->stack[i].frames));
		while (same < n && !sight_same(&s->stack[same], &s->stack[i]))
			same++;
		if (same < n)
			s->stack[same].count += s->stack[i].count;
		else
			s->stack[n++] = s->stack[i];
	}
	s->n = n;
}

u64 sight_lacking(const struct sight *a, const struct sight *b)
{
	u64 lacking = 0;

	for (size_t i = 0; i < a->n; i++) {
		u64 other = sight_times(b, &a->stack[i]);

		lacking += a->stack[i].count > other ? a->stack[i].count - other : 0;
	}
	return lacking;
}

u32 sight_depth(const struct sight *s)
{
	u32 deepest = 0, depth;

	for (size_t i = 0; i < s->n; i++) {
		for (depth = 0; depth < PB_STACK_FRAMES && s->stack[i].frames[depth]; depth++)
			;
		deepest = depth > deepest ? depth : deepest;
	}
	return deepest;
}

char *sight_full_check(const struct sight *small, const struct sight *whole, u32 places, u64 expected)
{
	if (small->seen + small->lost != expected)
		return str_fmt("%llu counted and %llu dropped of %llu events", (unsigned long long)small->seen,
			       (unsigned long long)small->lost, (unsigned long long)expected);
	if (!small->n || small->n > places)
		return str_fmt("%zu stacks in %u places", small->n, places);
	if (whole->n > places && !small->lost)
		return str_fmt("%zu stacks, %u places, and nothing was dropped", whole->n, places);
	for (size_t i = 0; i < small->n; i++) {
		u64 times = sight_times(whole, &small->stack[i]);

		if (times != small->stack[i].count)
			return str_fmt("a stack that is kept has %llu events; where there is room it has %llu",
				       (unsigned long long)small->stack[i].count, (unsigned long long)times);
	}
	return NULL;
}
