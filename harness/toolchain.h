/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * toolchain - what has to be installed before one side of a collector can be built: packages with all that
 * they depend on, and headers.
 *
 * Sizes are those of the distribution's own database (Installed-Size). What an essential package needs
 * is on every machine already and does not count.
 */
#ifndef PB_TOOLCHAIN_H
#define PB_TOOLCHAIN_H

#include "base.h"

#define TOOLCHAIN_DPKG "/var/lib/dpkg/status"

struct toolchain {
	u64 bytes;
	unsigned int packages;
};

/*
 * @roots are package names, NULL ends; "a|b" is a or, where it is not installed, b. @status: a file as
 * dpkg keeps it. 0; -ENOENT if there is no such file or a root is not installed, with its name in *missing
 * (borrowed from @roots). Says nothing.
 */
int toolchain_measure(const char *status, const char *const roots[], struct toolchain *t,
		      const char **missing);

/* Bytes of the files below @dir, links not followed; 0 if there is no such folder. */
u64 dir_bytes(const char *dir);

#endif
