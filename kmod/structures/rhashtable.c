// SPDX-License-Identifier: GPL-2.0-only
/*
 * rhashtable - the kernel's hash table that grows as it fills. It allocates memory while it does, and its
 * bucket locks are no place to be interrupted by oneself: for probes in process context alone. It starts
 * here as large as it will be, and hashes with a seed of 0 instead of one drawn at random, so that figures
 * repeat.
 */
#include "pb_structure.h"

#include <linux/jhash.h>
#include <linux/rhashtable.h>

struct st_node {
	struct rhash_head link;
	struct st_node *free;
	u32 key;
	struct st_value value;
};
#include "pb_node.h"

static u32 st_hash(const void *key, u32 length, u32 seed)
{
	return jhash2(key, 1, 0);
}

static const struct rhashtable_params st_params = {
	.key_len = sizeof(u32),
	.key_offset = offsetof(struct st_node, key),
	.head_offset = offsetof(struct st_node, link),
	.hashfn = st_hash,
};

static struct rhashtable st_table;

static int st_open(void)
{
	struct rhashtable_params params = st_params;
	int err = st_nodes_open();

	if (err)
		return err;
	params.nelem_hint = st_entries;
	err = rhashtable_init(&st_table, &params);
	if (err)
		st_nodes_close();
	return err;
}

static void st_close(void)
{
	rhashtable_destroy(&st_table);
	st_nodes_close();
}

static __always_inline struct st_value *st_find(u32 key)
{
	struct st_node *node = rhashtable_lookup_fast(&st_table, &key, st_params);

	return node ? &node->value : NULL;
}
ST_FIND_OPS

static __always_inline bool st_insert(u32 key, u64 *sum)
{
	struct st_node *node = st_node_get(key);

	*sum = key;
	if (!node)
		return false;
	if (!rhashtable_lookup_insert_fast(&st_table, &node->link, st_params))
		return true;
	st_node_put(node);
	return false;
}
ST_LOOP(insert)

static __always_inline bool st_delete(u32 key, u64 *sum)
{
	struct st_node *node;
	bool gone;

	*sum = key;
	rcu_read_lock();
	node = rhashtable_lookup(&st_table, &key, st_params);
	gone = node && !rhashtable_remove_fast(&st_table, &node->link, st_params);
	rcu_read_unlock();
	if (gone)
		st_node_put(node);
	return gone;
}
ST_LOOP(delete)

static u64 st_iterate(u32 first, u32 n, u64 *sum)
{
	struct rhashtable_iter iter;
	struct st_node *node;
	u64 done = 0;

	*sum = 0;
	rhashtable_walk_enter(&st_table, &iter);
	rhashtable_walk_start(&iter);
	while ((node = rhashtable_walk_next(&iter)))
		if (!IS_ERR(node)) {
			*sum += node->value.events;
			done++;
		}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	return done;
}

static const struct st_op st_ops[ST_MAX_OPS] = {
	{ ST_INSERT, st_run_insert }, { ST_LOOKUP, st_run_lookup }, { ST_UPDATE, st_run_update },
	{ ST_DELETE, st_run_delete }, { ST_ITERATE, st_iterate },
};

ST_MODULE("rhashtable");
