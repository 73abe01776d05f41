/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_node - elements of structures that are made of linked ones, all allocated when the module is loaded.
 *
 * A module defines struct st_node, with a key, a value and a link "free", before it includes us. An element
 * that is given back may be handed out again at once, as those of a preallocated BPF map are: who still
 * reads it sees another element.
 */
#ifndef PB_NODE_H
#define PB_NODE_H

static struct st_node *st_nodes, *st_free;
static DEFINE_RAW_SPINLOCK(st_free_lock);

static int st_nodes_open(void)
{
	u32 i;

	st_nodes = vzalloc(array_size(st_entries, sizeof(*st_nodes)));
	if (!st_nodes)
		return -ENOMEM;
	for (i = 0; i < st_entries; i++) {
		st_nodes[i].free = st_free;
		st_free = &st_nodes[i];
	}
	return 0;
}

static void st_nodes_close(void)
{
	vfree(st_nodes);
}

/* One with its key and first value, or NULL if all are in use. */
static __always_inline struct st_node *st_node_get(u32 key)
{
	struct st_node *node;
	unsigned long flags;

	raw_spin_lock_irqsave(&st_free_lock, flags);
	node = st_free;
	if (node)
		st_free = node->free;
	raw_spin_unlock_irqrestore(&st_free_lock, flags);
	if (node) {
		node->key = key;
		node->value = (struct st_value){ .events = key };
	}
	return node;
}

static __always_inline void st_node_put(struct st_node *node)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&st_free_lock, flags);
	node->free = st_free;
	st_free = node;
	raw_spin_unlock_irqrestore(&st_free_lock, flags);
}

#endif
