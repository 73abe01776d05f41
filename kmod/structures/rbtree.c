// SPDX-License-Identifier: GPL-2.0-only
/*
 * rbtree - a balanced tree in the order of keys, under one lock.
 */
#include "pb_structure.h"

#include <linux/rbtree.h>

struct st_node {
	struct rb_node link;
	struct st_node *free;
	u32 key;
	struct st_value value;
};
#include "pb_node.h"

static struct rb_root st_root = RB_ROOT;
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
	struct rb_node *at = st_root.rb_node;

	while (at) {
		struct st_node *node = rb_entry(at, struct st_node, link);

		if (key == node->key)
			return node;
		at = key < node->key ? at->rb_left : at->rb_right;
	}
	return NULL;
}

static __always_inline bool st_lookup(u32 key, u64 *sum)
{
	struct st_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&st_lock, flags);
	node = st_search(key);
	if (node)
		*sum = node->value.events;
	raw_spin_unlock_irqrestore(&st_lock, flags);
	return node;
}
ST_LOOP(lookup)

static __always_inline bool st_update(u32 key, u64 *sum)
{
	struct st_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&st_lock, flags);
	node = st_search(key);
	if (node) {
		*sum = node->value.events++;
		node->value.bytes += ST_BYTES;
	}
	raw_spin_unlock_irqrestore(&st_lock, flags);
	return node;
}
ST_LOOP(update)

static bool st_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct st_node, link)->key < rb_entry(b, struct st_node, link)->key;
}

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	struct st_node *node = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&st_lock, flags);
	if (!st_search(key))
		node = st_node_get(key);
	if (node)
		rb_add(&node->link, &st_root, st_less);
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
		rb_erase(&node->link, &st_root);
	raw_spin_unlock_irqrestore(&st_lock, flags);
	if (node)
		st_node_put(node);
	*sum = key;
	return node;
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	unsigned long flags;
	struct rb_node *at;
	u64 done = 0;

	*sum = 0;
	raw_spin_lock_irqsave(&st_lock, flags);
	for (at = rb_first(&st_root); at; at = rb_next(at)) {
		*sum += rb_entry(at, struct st_node, link)->value.events;
		done++;
	}
	raw_spin_unlock_irqrestore(&st_lock, flags);
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update },
	{ ST_DELETE, st_run_delete }, { ST_ITERATE, st_iterate },
};

ST_MODULE("rbtree");
