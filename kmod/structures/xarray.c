// SPDX-License-Identifier: GPL-2.0-only
/*
 * xarray - the kernel's tree of arrays by number, which idr and the old radix tree are made of too; reading
 * takes no lock. Its inner nodes are allocated as they are needed. Good for numbers that lie close together.
 */
#include "pb_structure.h"

#include <linux/xarray.h>

struct st_node {
	struct st_node *free;
	u32 key;
	struct st_value value;
};
#include "pb_node.h"

static DEFINE_XARRAY_FLAGS(st_tree, XA_FLAGS_LOCK_IRQ);

static int st_open(void)
{
	return st_nodes_open();
}

static void st_close(void)
{
	xa_destroy(&st_tree);
	st_nodes_close();
}

static __always_inline struct st_value *st_find(u32 key)
{
	struct st_node *node = xa_load(&st_tree, key);

	return node ? &node->value : NULL;
}
ST_FIND_OPS

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	struct st_node *node = st_node_get(key);
	unsigned long flags;
	int err;

	*sum = key;
	if (!node)
		return false;
	xa_lock_irqsave(&st_tree, flags);
	err = __xa_insert(&st_tree, key, node, GFP_ATOMIC);
	xa_unlock_irqrestore(&st_tree, flags);
	if (err)
		st_node_put(node);
	return !err;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	struct st_node *node;
	unsigned long flags;

	xa_lock_irqsave(&st_tree, flags);
	node = __xa_erase(&st_tree, key);
	xa_unlock_irqrestore(&st_tree, flags);
	*sum = key;
	if (node)
		st_node_put(node);
	return node;
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	struct st_node *node;
	unsigned long index;
	u64 done = 0;

	*sum = 0;
	xa_for_each(&st_tree, index, node) {
		*sum += node->value.events;
		done++;
	}
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update },
	{ ST_DELETE, st_run_delete }, { ST_ITERATE, st_iterate },
};

ST_MODULE("xarray");
