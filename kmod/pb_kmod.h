/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_kmod - what every module of the project includes: the handlers' frame, attach and detach.
 *
 * PB_HANDLERS(stem) gives one handler per mechanism around <stem>_record(), PB_PAIR_HANDLERS(stem, type)
 * handlers for entry and exit around <stem>_enter(type *) and <stem>_leave(type *), PB_SIZE_HANDLERS(stem)
 * handlers for the way in around <stem>_record(size), the third argument of the call, PB_CTX_HANDLERS(stem)
 * the same around <stem>_record(), PB_REGS_HANDLERS(stem) around <stem>_record(regs): the counterparts of the
 * macros of the same names in ebpf/pb_bpf.bpf.h.
 * Loading the module attaches it, unloading detaches:
 *
 *   insmod pb_count.ko mech=kprobe target=do_sys_openat2 cpu=-1
 *
 * and /sys/module/pb_<stem>/parameters/ shows what the harness reads: events (if the collector counts),
 * lost (hits that the kernel withheld from the handler, or the handler had no room for), handler (the address of the handler).
 */
#ifndef PB_KMOD_H
#define PB_KMOD_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>

#include <probebench/abi.h>

static char *pb_mech = "";
module_param_named(mech, pb_mech, charp, 0444);
MODULE_PARM_DESC(mech, "interface to attach by: kprobe, kretprobe, tracepoint, ftrace_ops, ...");

static char *pb_target = "";
module_param_named(target, pb_target, charp, 0444);
MODULE_PARM_DESC(target, "function or tracepoint to attach to");

static int pb_cpu = -1;
module_param_named(cpu, pb_cpu, int, 0444);
MODULE_PARM_DESC(cpu, "show the events of this CPU only; -1: of all");

#define pb_for_each_cpu(cpu)                                                                       \
	for_each_possible_cpu(cpu)                                                                 \
		if (pb_cpu < 0 || (cpu) == pb_cpu)

/* One interface of the kernel that a handler can be attached to. */
struct pb_mech {
	const char *name;
	int (*attach)(const struct pb_mech *m);
	void (*detach)(void);
	void *handler;
	void *enter;	  /* handler of the entry, for mechanisms of exit; may be NULL */
	size_t data_size; /* what enter leaves for handler */
	unsigned long flags; /* for an ftrace_ops */
};

#define PB_MAX_MECHS 10
static const struct pb_mech pb_mechs[PB_MAX_MECHS]; /* the handlers' frame fills it; a NULL name ends */
static const struct pb_mech *pb_attached;

/*
 * kmod only: ftrace knows a function by one of its names and a system call has two, so filters are
 * set by address. A disabled kprobe is the exported way to turn a name into an address.
 */
static __maybe_unused int pb_address(unsigned long *address)
{
	struct kprobe find = { .symbol_name = pb_target, .flags = KPROBE_FLAG_DISABLED };
	int err = register_kprobe(&find);

	if (err)
		return err;
	unregister_kprobe(&find);
	*address = (unsigned long)find.addr;
	return 0;
}

#include "attach/kprobe.h"
#include "attach/kretprobe.h"
#include "attach/tracepoint.h"
#include "attach/ftrace_ops.h"
#include "attach/ftrace_direct.h"
#include "attach/fprobe.h"
#include "attach/uprobe.h"
#include "compat/ftrace_regs.h"

#define PB_MECH(name, ...) { #name, pb_##name##_attach, pb_##name##_detach, __VA_ARGS__ }

/*
 * The handlers' frame. A tracepoint's probe has the tracepoint's own signature (sys_enter's here).
 *
 * kmod only: notrace, so that a handler does not begin with the nop of a function that can be traced.
 */

#define PB_HANDLERS(stem)                                                                          \
	static int notrace stem##_kprobe(struct kprobe *p, struct pt_regs *regs)                   \
	{                                                                                          \
		stem##_record();                                                                   \
		return 0;                                                                          \
	}                                                                                          \
	static int notrace stem##_kretprobe(struct kretprobe_instance *ri, struct pt_regs *regs)   \
	{                                                                                          \
		stem##_record();                                                                   \
		return 0;                                                                          \
	}                                                                                          \
	static void notrace stem##_tracepoint(void *data, struct pt_regs *regs, long id)           \
	{                                                                                          \
		stem##_record();                                                                   \
	}                                                                                          \
	static void notrace stem##_entry(unsigned long ip, unsigned long parent_ip,                \
					 struct ftrace_ops *ops, struct pb_ftrace_regs *fregs)     \
	{                                                                                          \
		stem##_record();                                                                   \
	}                                                                                          \
	PB_DIRECT_TRAMPOLINE(stem);                                                                \
	static void notrace __used stem##_direct(void)                                             \
	{                                                                                          \
		stem##_record();                                                                   \
	}                                                                                          \
	static void notrace __maybe_unused stem##_exit(struct fprobe *fp, unsigned long ip,        \
						       unsigned long ret_ip,                       \
						       struct pb_fprobe_regs *regs, void *data)    \
	{                                                                                          \
		stem##_record();                                                                   \
	}                                                                                          \
	static int notrace stem##_uprobe(struct uprobe_consumer *c,                                \
					 struct pt_regs *regs PB_UPROBE_DATA)                      \
	{                                                                                          \
		stem##_record();                                                                   \
		return 0;                                                                          \
	}                                                                                          \
	static int notrace stem##_uretprobe(struct uprobe_consumer *c, unsigned long function,     \
					    struct pt_regs *regs PB_UPROBE_DATA)                   \
	{                                                                                          \
		stem##_record();                                                                   \
		return 0;                                                                          \
	}                                                                                          \
	static const struct pb_mech pb_mechs[PB_MAX_MECHS] = {                                     \
		PB_MECH(kprobe, stem##_kprobe),                                                    \
		PB_MECH(kretprobe, stem##_kretprobe),                                              \
		PB_MECH(tracepoint, stem##_tracepoint),                                            \
		PB_MECH(ftrace_ops, stem##_entry),                                                 \
		PB_MECH(ftrace_direct, stem##_direct),                                             \
		PB_MECH(fprobe, stem##_exit),                                                      \
		PB_MECH(uprobe, stem##_uprobe),                                                    \
		PB_MECH(uretprobe, stem##_uretprobe),                                              \
	};                                                                                         \
	MODULE_DESCRIPTION("probebench: " #stem);                                                  \
	MODULE_LICENSE("GPL")

/* kmod only: no handler needs its context for what it does; the frame is the programs' of the same name. */
#define PB_CTX_HANDLERS(stem)                                                                      \
	static int notrace stem##_kprobe(struct kprobe *p, struct pt_regs *regs)                   \
	{                                                                                          \
		stem##_record();                                                                   \
		return 0;                                                                          \
	}                                                                                          \
	static void notrace stem##_tracepoint(void *data, struct pt_regs *regs, long id)           \
	{                                                                                          \
		stem##_record();                                                                   \
	}                                                                                          \
	static const struct pb_mech pb_mechs[PB_MAX_MECHS] = {                                     \
		PB_MECH(kprobe, stem##_kprobe),                                                    \
		PB_MECH(tracepoint, stem##_tracepoint),                                            \
	};                                                                                         \
	MODULE_DESCRIPTION("probebench: " #stem);                                                  \
	MODULE_LICENSE("GPL")

/* kmod only: an ftrace_ops has to ask for all registers, from which a walk begins. */
#define PB_REGS_HANDLERS(stem)                                                                     \
	static int notrace stem##_kprobe(struct kprobe *p, struct pt_regs *regs)                   \
	{                                                                                          \
		stem##_record(regs);                                                               \
		return 0;                                                                          \
	}                                                                                          \
	static void notrace stem##_entry(unsigned long ip, unsigned long parent_ip,                \
					 struct ftrace_ops *ops, struct pb_ftrace_regs *fregs)     \
	{                                                                                          \
		stem##_record(pb_ftrace_all(fregs));                                               \
	}                                                                                          \
	static const struct pb_mech pb_mechs[PB_MAX_MECHS] = {                                     \
		PB_MECH(kprobe, stem##_kprobe),                                                    \
		PB_MECH(ftrace_ops, stem##_entry, .flags = FTRACE_OPS_FL_SAVE_REGS),               \
	};                                                                                         \
	MODULE_DESCRIPTION("probebench: " #stem);                                                  \
	MODULE_LICENSE("GPL")

/* kmod only: both interfaces of exit hand the exit what the entry left, call by call. */
#define PB_PAIR_HANDLERS(stem, type)                                                               \
	static int notrace stem##_kprobe(struct kretprobe_instance *ri, struct pt_regs *regs)      \
	{                                                                                          \
		stem##_enter((type *)ri->data);                                                    \
		return 0;                                                                          \
	}                                                                                          \
	static int notrace stem##_kretprobe(struct kretprobe_instance *ri, struct pt_regs *regs)   \
	{                                                                                          \
		stem##_leave((type *)ri->data);                                                    \
		return 0;                                                                          \
	}                                                                                          \
	static int notrace __maybe_unused stem##_entry(struct fprobe *fp, unsigned long ip,        \
						       unsigned long ret_ip,                       \
						       struct pb_fprobe_regs *regs, void *data)    \
	{                                                                                          \
		stem##_enter(data);                                                                \
		return 0;                                                                          \
	}                                                                                          \
	static void notrace __maybe_unused stem##_exit(struct fprobe *fp, unsigned long ip,        \
						       unsigned long ret_ip,                       \
						       struct pb_fprobe_regs *regs, void *data)    \
	{                                                                                          \
		stem##_leave(data);                                                                \
	}                                                                                          \
	static const struct pb_mech pb_mechs[PB_MAX_MECHS] = {                                     \
		PB_MECH(kretprobe, stem##_kretprobe, stem##_kprobe, sizeof(type)),                 \
		PB_MECH(fprobe, stem##_exit, stem##_entry, sizeof(type)),                          \
	};                                                                                         \
	MODULE_DESCRIPTION("probebench: " #stem);                                                  \
	MODULE_LICENSE("GPL")

/* Kernel functions and system calls have their third argument in the same register. */
#define PB_SIZE_HANDLERS(stem)                                                                     \
	static int notrace stem##_kprobe(struct kprobe *p, struct pt_regs *regs)                   \
	{                                                                                          \
		stem##_record(regs_get_kernel_argument(regs, 2));                                  \
		return 0;                                                                          \
	}                                                                                          \
	static void notrace stem##_tracepoint(void *data, struct pt_regs *regs, long id)           \
	{                                                                                          \
		stem##_record(regs_get_kernel_argument(regs, 2));                                  \
	}                                                                                          \
	static void notrace stem##_entry(unsigned long ip, unsigned long parent_ip,                \
					 struct ftrace_ops *ops, struct pb_ftrace_regs *fregs)     \
	{                                                                                          \
		stem##_record(pb_ftrace_argument(fregs, 2));                                       \
	}                                                                                          \
	PB_DIRECT_TRAMPOLINE(stem);                                                                \
	static void notrace __used stem##_direct(unsigned long a, unsigned long b,                 \
						 unsigned long size)                               \
	{                                                                                          \
		stem##_record(size);                                                               \
	}                                                                                          \
	static const struct pb_mech pb_mechs[PB_MAX_MECHS] = {                                     \
		PB_MECH(kprobe, stem##_kprobe),                                                    \
		PB_MECH(tracepoint, stem##_tracepoint),                                            \
		PB_MECH(ftrace_ops, stem##_entry, .flags = PB_FTRACE_ARGUMENTS),                   \
		PB_MECH(ftrace_direct, stem##_direct),                                             \
	};                                                                                         \
	MODULE_DESCRIPTION("probebench: " #stem);                                                  \
	MODULE_LICENSE("GPL")

/* load attaches, unload detaches */

/* A module that needs something before its handler can run defines these before it includes us. */
#ifndef PB_BEFORE_ATTACH
#define PB_BEFORE_ATTACH() 0
#endif
#ifndef PB_AFTER_DETACH
#define PB_AFTER_DETACH() ((void)0)
#endif

/* Events that reached a handler which had no room for them. */
#ifndef PB_DROPPED
#define PB_DROPPED() 0
#endif

static int __init pb_init(void)
{
	int err = PB_BEFORE_ATTACH(), i;

	if (err)
		return err;
	err = -EINVAL;
	for (i = 0; i < PB_MAX_MECHS && pb_mechs[i].name && !pb_attached; i++)
		if (!strcmp(pb_mechs[i].name, pb_mech))
			pb_attached = &pb_mechs[i];
	if (pb_attached)
		err = pb_attached->attach(pb_attached);
	if (err)
		PB_AFTER_DETACH();
	if (err)
		pr_err("cannot attach mech=%s to target=%s: %d\n", pb_mech, pb_target, err);
	return err;
}
module_init(pb_init);

static void __exit pb_exit(void)
{
	pb_attached->detach();
	PB_AFTER_DETACH();
}
module_exit(pb_exit);

/* what the harness reads */

#define PB_PARAM_RO(name, expression)                                                              \
	static int pb_##name##_get(char *buf, const struct kernel_param *kp)                       \
	{                                                                                          \
		return scnprintf(buf, PAGE_SIZE, "%llu\n", (u64)(expression));                     \
	}                                                                                          \
	static const struct kernel_param_ops pb_##name##_ops = { .get = pb_##name##_get };         \
	module_param_cb(name, &pb_##name##_ops, NULL, 0444)

#define PB_EVENTS(sum) PB_PARAM_RO(events, sum())

PB_PARAM_RO(handler, (unsigned long)pb_attached->handler);
PB_PARAM_RO(lost, pb_kprobe.nmissed + pb_kretprobe.nmissed + pb_kretprobe.kp.nmissed +
			  pb_fprobe_missed() + PB_DROPPED());

#endif
