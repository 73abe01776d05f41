/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_ops - what a callback is given, and how it says that ftrace need not guard it against
 * recursion: since 5.11 by saying nothing, and with struct ftrace_regs, which holds the arguments; before
 * by a flag, with pt_regs, which are there only if another flag asks for them.
 * ftrace_free_filter() is exported since 5.17; before, the filter can only be emptied.
 */
#ifndef PB_COMPAT_FTRACE_OPS_H
#define PB_COMPAT_FTRACE_OPS_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define pb_ftrace_regs pt_regs
#define PB_FTRACE_UNGUARDED FTRACE_OPS_FL_RECURSION_SAFE
#define PB_FTRACE_ARGUMENTS FTRACE_OPS_FL_SAVE_REGS
#else
#define pb_ftrace_regs ftrace_regs
#define PB_FTRACE_UNGUARDED 0
#define PB_FTRACE_ARGUMENTS 0
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 17, 0)
#define pb_ftrace_free_filter(ops) ftrace_set_filter(ops, NULL, 0, 1)
#else
#define pb_ftrace_free_filter(ops) ftrace_free_filter(ops)
#endif

#endif
