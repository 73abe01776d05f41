// SPDX-License-Identifier: GPL-2.0-only
/*
 * fifo - a linked list, first in, first out, under one lock: the kernel's lists for programs, by kfunc.
 *
 * The verifier refuses these, and the lock that they need, to programs of the types for kprobes, tracepoints and raw
 * tracepoints; to those of the type behind fentry, fexit and tp_btf it does not. So these programs are attached to a function
 * that only a test run calls, and are told what to do by a variable.
 */
#define ST_TRACING
#include "structure.bpf.h"

/* Types and functions that the kernel knows by name; the headers of older kernels have none of them. */
struct bpf_list_head {
	__u64 opaque[2];
} __attribute__((aligned(8)));
struct bpf_list_node {
	__u64 opaque[3];
} __attribute__((aligned(8)));

struct st_node {
	struct bpf_list_node link;
	struct st_value value;
};

#define PRIVATE __attribute__((section(".data.list"), visibility("hidden"), aligned(8)))

static PRIVATE struct bpf_spin_lock st_lock;
static PRIVATE struct bpf_list_head st_list __attribute__((btf_decl_tag("contains:st_node:link")));

extern void *bpf_obj_new_impl(__u64 type, void *meta) __attribute__((section(".ksyms")));
extern void bpf_obj_drop_impl(void *object, void *meta) __attribute__((section(".ksyms")));
extern int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, __u64 offset)
	__attribute__((section(".ksyms")));
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __attribute__((section(".ksyms")));

static __always_inline long st_insert(__u32 key, __u64 *sum)
{
	struct st_node *node = bpf_obj_new_impl(__builtin_btf_type_id(*(struct st_node *)0, 0), 0);

	*sum = key;
	if (!node)
		return 0;
	node->value.events = key;
	bpf_spin_lock(&st_lock);
	bpf_list_push_back_impl(&st_list, &node->link, 0, 0);
	bpf_spin_unlock(&st_lock);
	return 1;
}

static __always_inline long st_delete(__u32 key, __u64 *sum)
{
	struct bpf_list_node *link;
	struct st_node *node;

	bpf_spin_lock(&st_lock);
	link = bpf_list_pop_front(&st_list);
	bpf_spin_unlock(&st_lock);
	if (!link)
		return 0;
	node = (void *)((char *)link - __builtin_offsetof(struct st_node, link));
	*sum = node->value.events;
	bpf_obj_drop_impl(node, 0);
	return 1;
}

ST_LOOP(insert)
ST_LOOP(delete)
