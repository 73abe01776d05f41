/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fprobe - the registers that its handlers get: struct ftrace_regs since 6.14, when fprobe moved to
 * the function-graph tracer, struct pt_regs before. Before 5.18 there is no fprobe: its handlers are
 * compiled all the same, and never called.
 */
#ifndef PB_COMPAT_FPROBE_H
#define PB_COMPAT_FPROBE_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
#include <linux/fprobe.h>
#else
struct fprobe;
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define pb_fprobe_regs pt_regs
#else
#define pb_fprobe_regs ftrace_regs
#endif

#endif
