/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packages - what a machine with nothing but the essential system must download before it can build one side.
 */
#ifndef PB_EFFORT_PACKAGES_H
#define PB_EFFORT_PACKAGES_H

#include "vm/kernels.h"

struct packages {
	u64 tools_bytes, headers_bytes; /* of the packages as they are downloaded */
	unsigned int tools, headers;	/* how many */
};

/*
 * Ask the package index of the suite that @k is from. @roots, NULL ends, are what the user would install; "a|b" is
 * a. @headers: the kernel's headers too. 0, or -errno with *why (caller frees): there is no index, or it lacks one.
 */
int packages_measure(const struct kernel *k, const char *const roots[], bool headers, struct packages *p, char **why);

/* Sizes from the lines that apt prints: 'address' file size hash. Those of @without are left out. */
void packages_sum(const char *lines, const char *without, struct packages *p);

#endif
