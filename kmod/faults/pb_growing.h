/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_growing - a table of large entries, into which a number goes and out of which nothing comes.
 *
 * evidence: entries for which there was no memory.
 */
#ifndef PB_GROWING_H
#define PB_GROWING_H

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct entry {
	struct list_head list;
	u64 number;
	u8 data[4000];
};
static LIST_HEAD(table);
static DEFINE_SPINLOCK(lock);

/* kmod only: undoes what a program would declare. */
static void pb_growing_release(void)
{
	struct entry *entry, *next;

	list_for_each_entry_safe(entry, next, &table, list)
		kfree(entry);
}

/* @gfp: who is asked for the memory. */
static void pb_growing_add(u64 n, gfp_t gfp)
{
	struct entry *entry = kmalloc(sizeof(*entry), gfp | __GFP_NOWARN);

	if (!entry) {
		evidence++;
		return;
	}
	entry->number = n;
	memset(entry->data, 1, sizeof(entry->data));
	spin_lock(&lock);
	list_add(&entry->list, &table);
	spin_unlock(&lock);
}

/* 256 entries, 1 MiB. */
static void pb_growing_event(u64 n, gfp_t gfp)
{
	int i;

	for (i = 0; i < 256; i++)
		pb_growing_add((n << 8) + i, gfp);
}

#endif
