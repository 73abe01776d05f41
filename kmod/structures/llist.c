// SPDX-License-Identifier: GPL-2.0-only
/*
 * llist - a list that anybody adds to without a lock; one reader takes from it, last in, first out.
 */
#include "pb_structure.h"

#include <linux/llist.h>

struct st_node {
	struct llist_node link;
	struct st_node *free;
	u32 key;
	struct st_value value;
};
#include "pb_node.h"

static LLIST_HEAD(st_list);

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

	*sum = key;
	if (node)
		llist_add(&node->link, &st_list);
	return node;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	struct llist_node *first = llist_del_first(&st_list);
	struct st_node *node = first ? llist_entry(first, struct st_node, link) : NULL;

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
	u64 done = 0;

	*sum = 0;
	llist_for_each_entry(node, st_list.first, link) {
		*sum += node->value.events;
		done++;
	}
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_DELETE, st_run_delete }, { ST_ITERATE, st_iterate },
};

ST_MODULE("llist");
