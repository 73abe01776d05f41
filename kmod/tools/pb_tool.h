/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_tool - what the modules of all tools include: their handlers' frame, and the way to user space.
 *
 * PB_PROBE(stem, tracepoint, call, arguments...) is a handler that does @call at a tracepoint;
 * PB_TOOL_HANDLERS(stem, PB_AT(stem, tracepoint)...) lists them: the counterparts of the macros of the same
 * names in ebpf/tools/pb_tool.bpf.h. Loading the module attaches it; writing 1 to the parameter stop
 * detaches it, so that what it has told can still be read; unloading does that, too.
 */
#ifndef PB_TOOL_KMOD_H
#define PB_TOOL_KMOD_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>

#include <probebench/tool.h>

static struct pb_tool_params tool_params;
module_param_named(skip, tool_params.skip, uint, 0444);
module_param_named(only, tool_params.only, uint, 0444);

static DEFINE_PER_CPU_ALIGNED(struct pb_tool_slot, tool_slots);

static __always_inline __maybe_unused bool pb_tool_wants(u32 pid)
{
	return pid != tool_params.skip && (!tool_params.only || pid == tool_params.only);
}

/* Is this system call not one of a 32-bit program, whose calls have other numbers? */
static __always_inline __maybe_unused bool pb_tool_native(void)
{
	return !in_ia32_syscall();
}

/* Process that @task is a child of. It may go any time, so it is looked at under RCU. */
static __always_inline __maybe_unused u32 pb_tool_parent(const struct task_struct *task)
{
	u32 tgid;

	rcu_read_lock();
	tgid = rcu_dereference(task->real_parent)->tgid;
	rcu_read_unlock();
	return tgid;
}

struct pb_tool_probe {
	const char *name;
	void *handler;
	struct tracepoint *tracepoint; /* NULL: not attached */
};

#define PB_TOOL_MAX_PROBES 4
static struct pb_tool_probe pb_probes[PB_TOOL_MAX_PROBES]; /* the frame fills it; a NULL name ends */

#define PB_AT(stem, point) { #point, stem##_##point }

/* kmod only: since 6.13 the tracepoints of system calls leave it to the handler to stay on its CPU. */
#define PB_PROBE(stem, point, call, ...)                                                           \
	static void notrace stem##_##point(void *data, __VA_ARGS__)                                \
	{                                                                                          \
		preempt_disable_notrace();                                                         \
		call;                                                                              \
		preempt_enable_notrace();                                                          \
	}

#define PB_TOOL_HANDLERS(stem, ...)                                                                \
	static struct pb_tool_probe pb_probes[PB_TOOL_MAX_PROBES] = { __VA_ARGS__ };               \
	MODULE_DESCRIPTION("probebench: " #stem);                                                  \
	MODULE_LICENSE("GPL")

/* A tool with a histogram defines PB_TOOL_HISTOGRAM first, and has no records and no channel. */
#ifdef PB_TOOL_HISTOGRAM
static int tool_refuses(void);

static int tool_channel_open(void)
{
	return tool_refuses();
}

static void tool_channel_close(void)
{
}
#else
#include "channel.h"
#endif
#include "attach.h"

#endif
