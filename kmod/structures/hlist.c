// SPDX-License-Identifier: GPL-2.0-only
/*
 * hlist - a table of buckets with a lock each; reading takes none. What BPF's hash map is inside.
 */
#include "pb_structure.h"

#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/rculist_nulls.h>

struct st_node {
	struct hlist_nulls_node link;
	struct st_node *free;
	u32 key;
	struct st_value value;
};
#include "pb_node.h"

struct st_bucket {
	struct hlist_nulls_head head;
	raw_spinlock_t lock;
};

static struct st_bucket *st_buckets;
static u32 st_bits;

static int st_open(void)
{
	u32 i;

	st_bits = max(1, ilog2(roundup_pow_of_two(st_entries)));
	st_buckets = vzalloc(sizeof(*st_buckets) << st_bits);
	if (!st_buckets)
		return -ENOMEM;
	for (i = 0; i < 1u << st_bits; i++) {
		INIT_HLIST_NULLS_HEAD(&st_buckets[i].head, i);
		raw_spin_lock_init(&st_buckets[i].lock);
	}
	if (!st_nodes_open())
		return 0;
	vfree(st_buckets);
	return -ENOMEM;
}

static void st_close(void)
{
	st_nodes_close();
	vfree(st_buckets);
}

static __always_inline struct st_node *st_search(u32 key, u32 at)
{
	struct hlist_nulls_node *pos;
	struct st_node *node;

	/* An element that was put into another bucket meanwhile leads to that one's end. */
	do {
		hlist_nulls_for_each_entry_rcu(node, pos, &st_buckets[at].head, link)
			if (node->key == key)
				return node;
	} while (get_nulls_value(pos) != at);
	return NULL;
}

static __always_inline struct st_value *st_find(u32 key)
{
	struct st_node *node;

	rcu_read_lock();
	node = st_search(key, hash_32(key, st_bits));
	rcu_read_unlock();
	return node ? &node->value : NULL;
}
ST_FIND_OPS

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	u32 at = hash_32(key, st_bits);
	struct st_bucket *bucket = &st_buckets[at];
	struct st_node *node = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&bucket->lock, flags);
	if (!st_search(key, at))
		node = st_node_get(key);
	if (node)
		hlist_nulls_add_head_rcu(&node->link, &bucket->head);
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
	*sum = key;
	return node;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	u32 at = hash_32(key, st_bits);
	struct st_bucket *bucket = &st_buckets[at];
	struct st_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&bucket->lock, flags);
	node = st_search(key, at);
	if (node)
		hlist_nulls_del_rcu(&node->link);
	raw_spin_unlock_irqrestore(&bucket->lock, flags);
	if (node)
		st_node_put(node);
	*sum = key;
	return node;
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	struct hlist_nulls_node *pos;
	struct st_node *node;
	u64 done = 0;
	u32 i;

	*sum = 0;
	rcu_read_lock();
	for (i = 0; i < 1u << st_bits; i++)
		hlist_nulls_for_each_entry_rcu(node, pos, &st_buckets[i].head, link) {
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

ST_MODULE("hlist");
