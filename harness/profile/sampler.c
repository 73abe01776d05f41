// SPDX-License-Identifier: GPL-2.0-only
/*
 * sampler - what there is to sample by, and sums over what was sampled.
 */
#include <linux/perf_event.h>
#include <string.h>

#include "profile/sampler.h"

const struct sampler_event sampler_events[] = {
	{ "cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, false },
	{ "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, true },
	{ "instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, true },
	{ .name = NULL },
};

const char *const sampler_bodies[PB_NR_PROFILE_BODIES] = { "count", "task", "address" };

const struct sampler_event *sampler_event_find(const char *name)
{
	for (const struct sampler_event *e = sampler_events; e->name; e++)
		if (name && !strcmp(e->name, name))
			return e;
	return NULL;
}

u64 sampler_kept(const struct pb_profile_counts *c)
{
	return c->samples + sampler_between(c, 1, UINT64_MAX);
}

u64 sampler_between(const struct pb_profile_counts *c, u64 from, u64 to)
{
	u64 sum = 0;

	for (size_t i = 0; i < PB_PROFILE_PLACES; i++)
		if (c->places[i].key >= from && c->places[i].key < to)
			sum += c->places[i].samples;
	return sum;
}
