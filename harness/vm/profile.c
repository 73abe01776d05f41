// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile - the machines that experiments declare: accelerator and virtual CPUs (docs/method.md).
 */
#include <string.h>

#include "vm/profile.h"

static const struct {
	const char *name;
	enum accel accel;
	unsigned int cpus;
} profiles[] = {
	/* Counted instructions; one CPU, because icount has one thread for all of them. */
	{ "exact", ACCEL_ICOUNT, 1 },
	/* A CPU that dies is noticed only by another one; a swapper needs a generator beside it. */
	{ "pair", ACCEL_TCG, 2 },
};

bool profile_guest(const char *name, struct guest_spec *spec)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		if (strcmp(profiles[i].name, name))
			continue;
		*spec = (struct guest_spec){ .accel = profiles[i].accel,
					     .cpu = GUEST_CPU,
					     .cpus = profiles[i].cpus };
		return true;
	}
	return false;
}
