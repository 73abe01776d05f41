// SPDX-License-Identifier: GPL-2.0-only
/*
 * fifo - a linked list, first in, first out, under one lock.
 */
#include "pb_structure.h"

#include <linux/list.h>

struct st_node {
	struct list_head link;
	struct st_node *free;
	u32 key;
	struct st_value value;
};
#include "pb_node.h"

static LIST_HEAD(st_list);
static DEFINE_RAW_SPINLOCK(st_lock);

static int st_open(void)
{
	return st_nodes_open();
}

static void st_close(void)
{
	st_nodes_close();
}

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	struct st_node *node = st_node_get(key);
	unsigned long flags;

	*sum = key;
	if (!node)
		return false;
	raw_spin_lock_irqsave(&st_lock, flags);
	list_add_tail(&node->link, &st_list);
	raw_spin_unlock_irqrestore(&st_lock, flags);
	return true;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	struct st_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&st_lock, flags);
	node = list_first_entry_or_null(&st_list, struct st_node, link);
	if (node)
		list_del(&node->link);
	raw_spin_unlock_irqrestore(&st_lock, flags);
	if (!node)
		return false;
	*sum = node->value.events;
	st_node_put(node);
	return true;
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	struct st_node *node;
	unsigned long flags;
	u64 done = 0;

	*sum = 0;
	raw_spin_lock_irqsave(&st_lock, flags);
	list_for_each_entry(node, &st_list, link) {
		*sum += node->value.events;
		done++;
	}
	raw_spin_unlock_irqrestore(&st_lock, flags);
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_DELETE, st_run_delete }, { ST_ITERATE, st_iterate },
};

ST_MODULE("fifo");
