/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slabs - which caches of the kernel's allocator grow while something is done again and again.
 *
 * What /proc/slabinfo calls active are also objects that were freed: those on slabs that a CPU keeps for its
 * next allocations. After slabs_settle() nothing is kept back, and the numbers are those of objects in use.
 */
#ifndef PB_UPGRADE_SLABS_H
#define PB_UPGRADE_SLABS_H

#include <jansson.h>

#include "base.h"

/*
 * Let the kernel free what it frees later (grace periods, work queues), drop directory entries and inodes that
 * nobody uses, and shrink every cache. False: this kernel has no way to shrink caches.
 */
bool slabs_settle(void);

/* Text of /proc/slabinfo; caller frees; NULL: there is none. */
char *slabs_read(void);

/* A cache at three moments: objects more at the second and at the third, each than at the moment before. */
struct slab_growth {
	char name[64];
	s64 objects[2];
	u64 bytes; /* of an object */
};

/*
 * Of three texts of /proc/slabinfo, the caches that hold more at the end than at the beginning, those that
 * grew most in bytes first; at most @max of them. How many were written.
 */
size_t slabs_grown(const char *const texts[3], struct slab_growth *v, size_t max);

/*
 * What a leak of so many objects in each part would be at least: the lesser of both parts. What a kernel fills
 * up once, or keeps for later, does not grow in both.
 */
s64 slab_steady(const struct slab_growth *g);

#endif
