// SPDX-License-Identifier: GPL-2.0-only
/*
 * list - one list, searched from its beginning; reading takes no lock.
 */
#include "pb_structure.h"

#include <linux/rculist.h>

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

static __always_inline struct st_node *st_search(u32 key)
{
	struct st_node *node;

	list_for_each_entry_rcu(node, &st_list, link, lockdep_is_held(&st_lock))
		if (node->key == key)
			return node;
	return NULL;
}

static __always_inline struct st_value *st_find(u32 key)
{
	struct st_node *node;

	rcu_read_lock();
	node = st_search(key);
	rcu_read_unlock();
	return node ? &node->value : NULL;
}
ST_FIND_OPS

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	struct st_node *node = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&st_lock, flags);
	if (!st_search(key))
		node = st_node_get(key);
	if (node)
		list_add_tail_rcu(&node->link, &st_list);
	raw_spin_unlock_irqrestore(&st_lock, flags);
	*sum = key;
	return node;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	struct st_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&st_lock, flags);
	node = st_search(key);
	if (node)
		list_del_rcu(&node->link);
	raw_spin_unlock_irqrestore(&st_lock, flags);
	if (node)
		st_node_put(node);
	*sum = key;
	return node;
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	struct st_node *node;
	u64 done = 0;

	*sum = 0;
	rcu_read_lock();
	list_for_each_entry_rcu(node, &st_list, link) {
		*sum += node->value.events;
		done++;
	}
	rcu_read_unlock();
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update },
	{ ST_DELETE, st_run_delete }, { ST_ITERATE, st_iterate },
};

ST_MODULE("list");
