/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_structure - the frame of every structure's module: orders, loops and elements (contract:
 * include/probebench/structures.h).
 *
 * The letter of an operation is written to the parameter op, then "<first key> <n>" to order; done has how
 * many operations succeeded, and the sum. ST_LOOP(op) makes the loop around st_<op>(key, sum); st_ops[] lists them.
 *
 * Each structure is used as a probe's handler would have to: it may come at any moment, on several CPUs, so
 * whoever reads takes no lock where the structure allows it, whoever changes it takes one with interrupts
 * off, and elements are allocated beforehand.
 */
#ifndef PB_STRUCTURE_H
#define PB_STRUCTURE_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include <probebench/structures.h>

static unsigned int st_entries = ST_MAX_ENTRIES;
module_param_named(entries, st_entries, uint, 0444);
MODULE_PARM_DESC(entries, "how many elements there may be");

struct st_op {
	char letter;
	u64 (*run)(u32 first, u32 n, u64 *sum); /* returns how many operations succeeded */
};
#define ST_MAX_OPS 6 /* one of them the end */
static const struct st_op st_ops[ST_MAX_OPS]; /* of the structure; a letter of 0 ends them */

/* Make the structure, and put an end to it. */
static int st_open(void);
static void st_close(void);

/* The compiler must not know how keys follow one another: an event's key is not known either. */
#define ST_LOOP(op)                                                                                \
	static noinline u64 st_run_##op(u32 first, u32 n, u64 *total)                              \
	{                                                                                          \
		u64 done = 0, sums = 0;                                                            \
		u32 i;                                                                             \
                                                                                                   \
		for (i = 0; i < n; i++) {                                                          \
			u32 key = first + i;                                                       \
			u64 sum = 0;                                                               \
                                                                                                   \
			OPTIMIZER_HIDE_VAR(key);                                                   \
			done += st_##op(key, &sum);                                                \
			sums += sum;                                                               \
		}                                                                                  \
		*total = sums;                                                                     \
		return done;                                                                       \
	}

static __always_inline bool st_empty(u32 key, u64 *sum)
{
	*sum = key;
	return true;
}
ST_LOOP(empty)

static const struct st_op st_op_empty = { ST_EMPTY, st_run_empty };
static const struct st_op *st_op_picked = &st_op_empty;
static u64 st_done, st_sum;

static int st_op_set(const char *val, const struct kernel_param *kp)
{
	const struct st_op *op = st_ops;

	if (*val == ST_EMPTY)
		op = &st_op_empty;
	while (op->letter && op->letter != *val)
		op++;
	if (!op->letter)
		return -EINVAL;
	st_op_picked = op;
	return 0;
}

static int st_order_set(const char *val, const struct kernel_param *kp)
{
	u32 first, n;

	if (sscanf(val, "%u %u", &first, &n) != 2)
		return -EINVAL;
	st_done = st_op_picked->run(first, n, &st_sum);
	return 0;
}

static int st_done_get(char *buf, const struct kernel_param *kp)
{
	return scnprintf(buf, PAGE_SIZE, "%llu %llu\n", st_done, st_sum);
}

static const struct kernel_param_ops st_op_ops = { .set = st_op_set };
module_param_cb(op, &st_op_ops, NULL, 0200);
static const struct kernel_param_ops st_order_ops = { .set = st_order_set };
module_param_cb(order, &st_order_ops, NULL, 0200);
static const struct kernel_param_ops st_done_ops = { .get = st_done_get };
module_param_cb(done, &st_done_ops, NULL, 0400);

static int __init st_init(void)
{
	return st_entries && st_entries <= ST_MAX_ENTRIES ? st_open() : -EINVAL;
}
module_init(st_init);

static void __exit st_exit(void)
{
	st_close();
}
module_exit(st_exit);

#define ST_MODULE(name)                                                                            \
	MODULE_DESCRIPTION("probebench: the structure " name);                                     \
	MODULE_LICENSE("GPL")

/* update and lookup of a structure that has st_find(key), an element's value or NULL */
#define ST_FIND_OPS                                                                                \
	static __always_inline bool st_lookup(u32 key, u64 *sum)                                   \
	{                                                                                          \
		struct st_value *v = st_find(key);                                                 \
                                                                                                   \
		if (v)                                                                             \
			*sum = READ_ONCE(v->events);                                               \
		return v;                                                                          \
	}                                                                                          \
	static __always_inline bool st_update(u32 key, u64 *sum)                                   \
	{                                                                                          \
		struct st_value *v = st_find(key);                                                 \
                                                                                                   \
		if (v) {                                                                           \
			*sum = v->events++;                                                        \
			v->bytes += ST_BYTES;                                                      \
		}                                                                                  \
		return v;                                                                          \
	}                                                                                          \
	ST_LOOP(lookup)                                                                            \
	ST_LOOP(update)

#endif
