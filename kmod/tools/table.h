/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table - what one event of a tool leaves for a later one, by a number that is not 0.
 *
 * PB_TOOL_TABLE(type) makes it, of sets of a few places: a number is looked for, and put, in its own set
 * alone, so nobody ever waits and an empty place ends nothing. Events of one number come one after the
 * other (under a lock of the kernel's); a free place is what several may want at once.
 */
#include <linux/atomic.h>
#include <linux/hash.h>

#define TABLE_WAYS 8
#define TABLE_BITS 11
static_assert(TABLE_WAYS << TABLE_BITS == PB_TOOL_PLACES);

#define PB_TOOL_TABLE(type)                                                                        \
	static struct tool_place {                                                                 \
		u64 key; /* 0: free */                                                             \
		type value;                                                                        \
	} tool_table[1 << TABLE_BITS][TABLE_WAYS];                                                 \
                                                                                                   \
	static __always_inline type *pb_table_find(u64 key)                                        \
	{                                                                                          \
		struct tool_place *set = tool_table[hash_64(key, TABLE_BITS)];                     \
		int i;                                                                             \
                                                                                                   \
		for (i = 0; i < TABLE_WAYS; i++)                                                   \
			if (READ_ONCE(set[i].key) == key)                                          \
				return &set[i].value;                                              \
		return NULL;                                                                       \
	}                                                                                          \
                                                                                                   \
	static __always_inline int pb_table_put(u64 key, const type *value)                        \
	{                                                                                          \
		struct tool_place *set = tool_table[hash_64(key, TABLE_BITS)];                     \
		type *have = pb_table_find(key);                                                   \
		int i;                                                                             \
                                                                                                   \
		for (i = 0; i < TABLE_WAYS && !have; i++)                                          \
			if (!READ_ONCE(set[i].key) && !cmpxchg(&set[i].key, 0, key))               \
				have = &set[i].value;                                              \
		if (have)                                                                          \
			*have = *value;                                                            \
		return have ? 0 : -E2BIG;                                                          \
	}                                                                                          \
                                                                                                   \
	static __always_inline void pb_table_del(u64 key)                                          \
	{                                                                                          \
		type *have = pb_table_find(key);                                                   \
                                                                                                   \
		if (have)                                                                          \
			smp_store_release(&container_of(have, struct tool_place, value)->key, 0);  \
	}                                                                                          \
	static_assert(true)
