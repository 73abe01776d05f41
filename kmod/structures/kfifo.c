// SPDX-License-Identifier: GPL-2.0-only
/*
 * kfifo - a ring of values, first in, first out, under one lock.
 */
#include "pb_structure.h"

#include <linux/kfifo.h>

static DECLARE_KFIFO_PTR(st_fifo, struct st_value);
static DEFINE_SPINLOCK(st_lock);

static int st_open(void)
{
	return kfifo_alloc(&st_fifo, st_entries, GFP_KERNEL);
}

static void st_close(void)
{
	kfifo_free(&st_fifo);
}

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	struct st_value v = { .events = key };

	*sum = key;
	return kfifo_in_spinlocked(&st_fifo, &v, 1, &st_lock) == 1;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	struct st_value v;

	if (kfifo_out_spinlocked(&st_fifo, &v, 1, &st_lock) != 1)
		return false;
	*sum = v.events;
	return true;
}
ST_LOOP(delete)

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_DELETE, st_run_delete },
};

ST_MODULE("kfifo");
