// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash - the module side: events and bytes of each task (contract: include/probebench/hash.h).
 *
 * The table is a variable: its address is a constant of the code, and a place is taken with one
 * compare-and-exchange, so that a handler never waits, whatever it interrupted. docs/structures.md has
 * what everything else that was tried costs in its place. A task runs on one CPU at a time, so its place
 * has one writer: neither an atomic nor a copy per CPU is needed.
 */
/* kmod only: what the frame calls beside the handlers. */
static int hash_open(void);
static void hash_close(void);
static unsigned long long hash_dropped(void);
#define PB_BEFORE_ATTACH() hash_open()
#define PB_AFTER_DETACH()  hash_close()
#define PB_DROPPED()	   hash_dropped()
#include "pb_kmod.h"

#include <linux/atomic.h>
#include <linux/debugfs.h>

#include <probebench/hash.h>

/* state */

static struct pb_hash_place hash_places[PB_HASH_PLACES];
static DEFINE_PER_CPU_ALIGNED(struct pb_hash_slot, hash_slots);

/* record */

static __always_inline struct pb_hash_count *hash_find(u32 pid)
{
	u32 at = PB_HASH_AT(pid), n, key;

	for (n = 0; n < PB_HASH_PROBES; n++, at++) {
		struct pb_hash_place *place = &hash_places[at & (PB_HASH_PLACES - 1)];

		key = READ_ONCE(place->key);
		if (key == (PB_HASH_LIVE | pid))
			return &place->count;
		if (!key)
			break;
	}
	return NULL;
}

/* Take a place for a task that has none, or find that an interrupt of this task has; NULL: no room. */
static noinline notrace struct pb_hash_count *hash_claim(u32 pid)
{
	u32 at = PB_HASH_AT(pid), n, key, free;

	for (n = 0; n < PB_HASH_PROBES; n++, at++) {
		struct pb_hash_place *place = &hash_places[at & (PB_HASH_PLACES - 1)];

		free = key = READ_ONCE(place->key);
		if (!(free & PB_HASH_LIVE))
			key = cmpxchg(&place->key, free, PB_HASH_LIVE | pid);
		if ((!(free & PB_HASH_LIVE) && key == free) || key == (PB_HASH_LIVE | pid))
			return &place->count;
	}
	return NULL;
}

static __always_inline void hash_drop(void)
{
	this_cpu_inc(hash_slots.dropped);
}

static __always_inline void hash_add(u32 pid, u64 bytes)
{
	struct pb_hash_count *count = hash_find(pid);

	if (!count)
		count = hash_claim(pid);
	if (count) {
		count->events++;
		count->bytes += bytes;
	} else {
		hash_drop();
	}
}

static __always_inline void hash_record(u64 bytes)
{
	hash_add(current->pid, bytes);
}

/* handlers */

PB_SIZE_HANDLERS(hash);

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 hash_sum(size_t member)
{
	u64 sum = 0;
	u32 at;

	for (at = 0; at < PB_HASH_PLACES; at++)
		if (READ_ONCE(hash_places[at].key) & PB_HASH_LIVE)
			sum += *(u64 *)((char *)&hash_places[at].count + member);
	return sum;
}

PB_PARAM_RO(events, hash_sum(offsetof(struct pb_hash_count, events)));
PB_PARAM_RO(bytes, hash_sum(offsetof(struct pb_hash_count, bytes)));

/* kmod only: the same of what had no room. */
static unsigned long long hash_dropped(void)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += per_cpu(hash_slots, cpu).dropped;
	return sum;
}

/* kmod only: a reader of the other side maps the variable, one of ours reads a file. */
static struct debugfs_blob_wrapper hash_blob = { .data = hash_places, .size = sizeof(hash_places) };
static struct dentry *hash_file;

/* kmod only: without debugfs the collector counts all the same. */
static int hash_open(void)
{
	hash_file = debugfs_create_blob(PB_HASH_FILE, 0400, NULL, &hash_blob);
	return 0;
}

/* kmod only: the counterpart. */
static void hash_close(void)
{
	debugfs_remove(hash_file);
}

/* kmod only: what is written is a task to evict; on the other side the reader does it in the mapped variable. */
static int hash_evict_set(const char *val, const struct kernel_param *kp)
{
	struct pb_hash_count *count;
	u32 pid;
	int err = kstrtou32(val, 0, &pid);

	if (err)
		return err;
	count = hash_find(pid);
	if (!count)
		return -ENOENT;
	*count = (struct pb_hash_count){ 0 };
	smp_store_release(&container_of(count, struct pb_hash_place, count)->key, PB_HASH_GONE);
	return 0;
}

/* kmod only: what is written is added as an event; on the other side the program hash_feed does it. */
static int hash_feed_set(const char *val, const struct kernel_param *kp)
{
	u64 event;
	int err = kstrtou64(val, 0, &event);

	if (!err)
		hash_add(event >> 32, (u32)event);
	return err;
}

static const struct kernel_param_ops hash_evict_ops = { .set = hash_evict_set };
module_param_cb(evict, &hash_evict_ops, NULL, 0200);
static const struct kernel_param_ops hash_feed_ops = { .set = hash_feed_set };
module_param_cb(feed, &hash_feed_ops, NULL, 0200);
