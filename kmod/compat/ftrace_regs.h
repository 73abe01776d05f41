/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_regs - an argument of the function that a ftrace_ops callback is told of, counted from 0.
 */
#ifndef PB_COMPAT_FTRACE_REGS_H
#define PB_COMPAT_FTRACE_REGS_H

#include <linux/version.h>

#include "ftrace_ops.h"

static __always_inline __maybe_unused unsigned long pb_ftrace_argument(struct pb_ftrace_regs *fregs,
									unsigned int n)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	return ftrace_regs_get_argument(fregs, n);
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	return regs_get_kernel_argument(&fregs->regs, n);
#else
	return regs_get_kernel_argument(fregs, n);
#endif
}

/* All registers; a callback that did not ask for them has none. */
static __always_inline __maybe_unused struct pt_regs *pb_ftrace_all(struct pb_ftrace_regs *fregs)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	return ftrace_get_regs(fregs);
#else
	return fregs;
#endif
}

#endif
