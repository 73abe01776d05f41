/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_fault - what the module side of every fault includes: the hook, the filter, the two
 * observables.
 *
 * PB_FAULT(stem) calls <stem>_event(n) at every event of the trigger, PB_FAULT_REGS(stem) calls
 * <stem>_event(regs) with the registers of the hooked function, PB_FAULT_STATE(stem) also
 * <stem>_prepare() before the hook is in and <stem>_release() when it is out. The counterparts of
 * the same names are in ebpf/faults/pb_fault.bpf.h, the contract in include/probebench/fault.h.
 *
 * These modules break the kernel that loads them. That is what they are for.
 */
#ifndef PB_FAULT_KMOD_H
#define PB_FAULT_KMOD_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include <probebench/fault.h>

static unsigned long hits;
module_param(hits, ulong, 0444);
MODULE_PARM_DESC(hits, "events that reached the handler");

static long evidence;
module_param(evidence, long, 0444);
MODULE_PARM_DESC(evidence, "0 until harm, or its containment, is proved");

/* Of both sides: an address or a number that the compiler must not see through. */
#define pb_opaque(x) OPTIMIZER_HIDE_VAR(x)

static __always_inline bool pb_mine(void)
{
	return !strcmp(current->comm, PB_FAULT_COMM);
}

static __always_inline void pb_hit(void)
{
	__sync_fetch_and_add(&hits, 1);
}

static __always_inline u64 pb_number(struct pt_regs *regs)
{
	return (int)regs->di - PB_FAULT_BASE;
}

/* What the trigger has in its registers: the page it has not touched, and its stack. */
static __always_inline u64 pb_user_page(void)
{
	return task_pt_regs(current)->si;
}

static __always_inline u64 pb_user_stack(void)
{
	return task_pt_regs(current)->sp;
}

#define PB_HANDLER_CALL(stem, symbol, call)                                                        \
	static int stem##_kprobe(struct kprobe *p, struct pt_regs *regs)                           \
	{                                                                                          \
		if (pb_mine()) {                                                                   \
			pb_hit();                                                                  \
			call;                                                                      \
		}                                                                                  \
		return 0;                                                                          \
	}                                                                                          \
	static struct kprobe stem##_hook = {                                                       \
		.symbol_name = symbol,                                                             \
		.pre_handler = stem##_kprobe,                                                      \
	}

#define PB_HANDLER(stem) PB_HANDLER_CALL(stem, "do_getpgid", stem##_event(pb_number(regs)))

/* kmod only: a module has to undo a half-made start and to clean up; BPF objects are counted. */
#define PB_FAULT_INIT(stem)                                                                        \
	static int __init stem##_init(void)                                                        \
	{                                                                                          \
		int err = stem##_prepare();                                                        \
                                                                                                   \
		if (!err)                                                                          \
			err = register_kprobe(&stem##_hook);                                       \
		if (err)                                                                           \
			stem##_release();                                                          \
		return err;                                                                        \
	}                                                                                          \
	static void __exit stem##_exit(void)                                                       \
	{                                                                                          \
		unregister_kprobe(&stem##_hook);                                                   \
		stem##_release();                                                                  \
	}                                                                                          \
	module_init(stem##_init);                                                                  \
	module_exit(stem##_exit);                                                                  \
	PB_FAULT_LICENSE(stem)

#define PB_NO_STATE(stem)                                                                          \
	static int __init stem##_prepare(void)                                                     \
	{                                                                                          \
		return 0;                                                                          \
	}                                                                                          \
	static void stem##_release(void)                                                           \
	{                                                                                          \
	}

#define PB_FAULT_LICENSE(stem)                                                                     \
	MODULE_DESCRIPTION("probebench fault: " #stem);                                            \
	MODULE_LICENSE("GPL")

#define PB_FAULT_STATE(stem)                                                                       \
	PB_HANDLER(stem);                                                                          \
	PB_FAULT_INIT(stem)

#define PB_FAULT(stem)                                                                             \
	PB_NO_STATE(stem)                                                                          \
	PB_FAULT_STATE(stem)

#define PB_FAULT_REGS(stem)                                                                        \
	PB_NO_STATE(stem)                                                                          \
	PB_HANDLER_CALL(stem, "do_getpgid", stem##_event(regs));                                   \
	PB_FAULT_INIT(stem)

#endif
