// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_grows - the module side: a table grows with the events, and nobody ever takes anything out.
 *
 * evidence: entries for which there was no memory.
 */
#include "pb_fault.h"

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

/* state */

struct entry {
	struct list_head list;
	u64 number;
	u8 data[4000];
};
static LIST_HEAD(table);
static DEFINE_SPINLOCK(lock);

/* kmod only: makes what a program would declare. */
static int __init table_grows_prepare(void)
{
	return 0;
}

/* kmod only: and undoes it. */
static void table_grows_release(void)
{
	struct entry *entry, *next;

	list_for_each_entry_safe(entry, next, &table, list)
		kfree(entry);
}

/* fault */

static void table_grows_add(u64 n)
{
	struct entry *entry = kmalloc(sizeof(*entry), GFP_ATOMIC | __GFP_NOWARN);

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

static void table_grows_event(u64 n)
{
	int i;

	for (i = 0; i < 256; i++)
		table_grows_add((n << 8) + i);
}

/* hook */

PB_FAULT_STATE(table_grows);
