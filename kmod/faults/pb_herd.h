/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_herd - a herd of equal objects from kmalloc, full of a pattern: memory next to ours, or memory
 * that was ours, belongs to one of them, and a changed pattern proves a stray write.
 *
 * kmod only: BPF has no memory that a stray write could reach.
 */
#ifndef PB_HERD_H
#define PB_HERD_H

#include <linux/slab.h>

/* Kernels before 5.12 have no KFENCE. */
#if __has_include(<linux/kfence.h>)
#include <linux/kfence.h>
#else
#define is_kfence_address(object) false
#endif

#define PB_HERD_SIZE	64 /* bytes of an object; as many objects of 64 bytes fill a page */
#define PB_HERD_PATTERN 0x5c

static u8 *pb_herd[64];

static void pb_herd_free(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(pb_herd); i++) {
		kfree(pb_herd[i]);
		pb_herd[i] = NULL;
	}
}

/*
 * One object that KFENCE has not taken as its sample: which one that is depends on the moment, and in its
 * pages the same mistake is seen by somebody else, at another time.
 */
static void *pb_herd_one(gfp_t gfp)
{
	void *sample = NULL, *object = kmalloc(PB_HERD_SIZE, gfp);

	while (object && is_kfence_address(object)) {
		kfree(sample);
		sample = object;
		object = kmalloc(PB_HERD_SIZE, gfp);
	}
	kfree(sample);
	return object;
}

static int pb_herd_make(gfp_t gfp)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(pb_herd); i++) {
		pb_herd[i] = pb_herd_one(gfp);
		if (!pb_herd[i])
			return -ENOMEM;
		memset(pb_herd[i], PB_HERD_PATTERN, PB_HERD_SIZE);
	}
	return 0;
}

/* One whose right neighbour is of the herd too, so that only the herd is harmed; else just one. */
static __maybe_unused u8 *pb_herd_left(void)
{
	int i, j;

	for (i = 0; i < ARRAY_SIZE(pb_herd); i++)
		for (j = 0; j < ARRAY_SIZE(pb_herd); j++)
			if (pb_herd[i] + PB_HERD_SIZE == pb_herd[j])
				return pb_herd[i];
	return pb_herd[0];
}

/* How many are not what pb_herd_make() left, not counting @own. */
static unsigned long pb_herd_damaged(const u8 *own)
{
	unsigned long damaged = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(pb_herd); i++)
		damaged += pb_herd[i] && pb_herd[i] != own &&
			   memchr_inv(pb_herd[i], PB_HERD_PATTERN, PB_HERD_SIZE) != NULL;
	return damaged;
}

#endif
