/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_kmod - what every module of the project includes: the handlers' frame, attach and detach.
 *
 * PB_HANDLERS(stem) gives one handler per mechanism around <stem>_record(), the counterpart of the
 * macro of the same name in ebpf/pb_bpf.bpf.h. Loading the module attaches it, unloading detaches it:
 *
 *   insmod pb_count.ko mech=kprobe target=do_sys_openat2
 *
 * and /sys/module/pb_<stem>/parameters/ shows what the harness reads: events (if the collector counts),
 * lost (hits that the kernel withheld from the handler), handler (the address of the handler).
 */
#ifndef PB_KMOD_H
#define PB_KMOD_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/tracepoint.h>

#include <probebench/abi.h>

static char *pb_mech = "";
module_param_named(mech, pb_mech, charp, 0444);
MODULE_PARM_DESC(mech, "kprobe, kretprobe, tracepoint or ftrace_ops");

static char *pb_target = "";
module_param_named(target, pb_target, charp, 0444);
MODULE_PARM_DESC(target, "function or tracepoint to attach to");

/* One interface of the kernel that a handler can be attached to. */
struct pb_mech {
	const char *name;
	int (*attach)(void *handler);
	void (*detach)(void *handler);
	void *handler;
};

#define PB_NR_MECHS 4
static const struct pb_mech pb_mechs[PB_NR_MECHS]; /* defined by PB_HANDLERS */

/* kprobe */

static struct kprobe pb_kprobe;

static int pb_kprobe_attach(void *handler)
{
	pb_kprobe.symbol_name = pb_target;
	pb_kprobe.pre_handler = handler;
	return register_kprobe(&pb_kprobe);
}

static void pb_kprobe_detach(void *handler)
{
	unregister_kprobe(&pb_kprobe);
}

/* kretprobe */

static struct kretprobe pb_kretprobe;

static int pb_kretprobe_attach(void *handler)
{
	pb_kretprobe.kp.symbol_name = pb_target;
	pb_kretprobe.handler = handler;
	return register_kretprobe(&pb_kretprobe);
}

static void pb_kretprobe_detach(void *handler)
{
	unregister_kretprobe(&pb_kretprobe);
}

/* tracepoint */

static struct tracepoint *pb_tracepoint;

/* kmod only: the kernel exports a walk over its tracepoints but no look-up by name. */
static void pb_tracepoint_match(struct tracepoint *tp, void *name)
{
	if (!strcmp(tp->name, name))
		pb_tracepoint = tp;
}

static int pb_tracepoint_attach(void *handler)
{
	for_each_kernel_tracepoint(pb_tracepoint_match, pb_target);
	return pb_tracepoint ? tracepoint_probe_register(pb_tracepoint, handler, NULL) : -ENOENT;
}

static void pb_tracepoint_detach(void *handler)
{
	tracepoint_probe_unregister(pb_tracepoint, handler, NULL);
	tracepoint_synchronize_unregister();
}

/* ftrace_ops */

/*
 * kmod only: without FTRACE_OPS_FL_RECURSION ftrace trusts the handler to call nothing that is
 * traced, and calls it directly.
 */
static struct ftrace_ops pb_ftrace_ops;

/*
 * kmod only: ftrace knows a function by one of its names and a system call has two, so the filter is
 * set by address. A disabled kprobe is the exported way to turn a name into an address.
 */
static int pb_ftrace_ops_attach(void *handler)
{
	struct kprobe find = { .symbol_name = pb_target, .flags = KPROBE_FLAG_DISABLED };
	int err = register_kprobe(&find);

	if (err)
		return err;
	unregister_kprobe(&find);
	pb_ftrace_ops.func = handler;
	err = ftrace_set_filter_ip(&pb_ftrace_ops, (unsigned long)find.addr, 0, 1);
	if (err)
		return err;
	err = register_ftrace_function(&pb_ftrace_ops);
	if (err)
		ftrace_free_filter(&pb_ftrace_ops);
	return err;
}

static void pb_ftrace_ops_detach(void *handler)
{
	unregister_ftrace_function(&pb_ftrace_ops);
	ftrace_free_filter(&pb_ftrace_ops);
}

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
					 struct ftrace_ops *ops, struct ftrace_regs *fregs)        \
	{                                                                                          \
		stem##_record();                                                                   \
	}                                                                                          \
	static const struct pb_mech pb_mechs[PB_NR_MECHS] = {                                      \
		{ "kprobe", pb_kprobe_attach, pb_kprobe_detach, stem##_kprobe },                   \
		{ "kretprobe", pb_kretprobe_attach, pb_kretprobe_detach, stem##_kretprobe },       \
		{ "tracepoint", pb_tracepoint_attach, pb_tracepoint_detach, stem##_tracepoint },   \
		{ "ftrace_ops", pb_ftrace_ops_attach, pb_ftrace_ops_detach, stem##_entry },        \
	};                                                                                         \
	MODULE_DESCRIPTION("probebench: " #stem);                                                  \
	MODULE_LICENSE("GPL")

/* load attaches, unload detaches */

static const struct pb_mech *pb_attached;

static int __init pb_init(void)
{
	int err = -EINVAL, i;

	for (i = 0; i < PB_NR_MECHS && !pb_attached; i++)
		if (!strcmp(pb_mechs[i].name, pb_mech))
			pb_attached = &pb_mechs[i];
	if (pb_attached)
		err = pb_attached->attach(pb_attached->handler);
	if (err)
		pr_err("cannot attach mech=%s to target=%s: %d\n", pb_mech, pb_target, err);
	return err;
}
module_init(pb_init);

static void __exit pb_exit(void)
{
	pb_attached->detach(pb_attached->handler);
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
PB_PARAM_RO(lost, pb_kprobe.nmissed + pb_kretprobe.nmissed + pb_kretprobe.kp.nmissed);

#endif
