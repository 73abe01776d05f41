// SPDX-License-Identifier: GPL-2.0-only
/*
 * own - what a version counted in variables of its own.
 */
#include <string.h>

#include "upgrade/maps.h"
#include "upgrade/module.h"
#include "upgrade/modules.h"
#include "upgrade/own.h"

#define OWN_MAP ".data.own" /* libbpf names the map of a section with two dots as the section */

static bool own_is_module(const struct upgrade *u)
{
	return !strcmp(u->strategy->arm, "kmod");
}

u32 own_mark(const struct upgrade *u)
{
	return own_is_module(u) ? 0 : maps_last();
}

struct own_sum {
	u64 version, events;
};

/* The two links of a chain are two objects, of which one counts. */
static void own_add(const void *value, void *ctx)
{
	const struct up_own *own = value;
	struct own_sum *sum = ctx;

	if (own->version == sum->version)
		sum->events += own->events;
}

u64 own_events(const struct upgrade *u, unsigned int version, u32 mark)
{
	struct own_sum sum = { .version = version };

	if (!own_is_module(u)) {
		maps_each(OWN_MAP, mark, own_add, &sum);
		return sum.events;
	}
	for (const char *const *kind = modules_kinds; *kind; kind++)
		sum.events += module_number(module_stem(*kind, version), "parameters/own");
	return sum.events;
}
