// SPDX-License-Identifier: GPL-2.0-only
/*
 * read_after_free - the module side: a record is read after it was given back.
 *
 * evidence: records with what is not theirs any more.
 */
#include "pb_fault.h"

#include <linux/jiffies.h>
#include <linux/slab.h>

/* fault */

/* kmod only: many times over, as no program could. True if the record has changed. */
static bool read_after_free_once(u64 n)
{
	u64 *record = kmalloc(64, GFP_ATOMIC), *next;
	bool changed;

	if (!record)
		return false;
	record[1] = n;
	kfree(record);
	next = kmalloc(64, GFP_ATOMIC);
	if (next)
		next[1] = ~n;
	pb_opaque(record);
	changed = READ_ONCE(record[1]) != n;
	kfree(next);
	return changed;
}

static void read_after_free_event(u64 n)
{
	unsigned long until = jiffies + (n ? 0 : HZ / 20);
	bool changed = false;

	/* Checkers that look at samples take one every few milliseconds. */
	do
		changed |= read_after_free_once(n);
	while (time_before(jiffies, until));
	evidence += changed;
}

/* hook */

PB_FAULT(read_after_free);
