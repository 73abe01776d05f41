/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_regs - the first argument of the function that a ftrace_ops callback is told of.
 */
#include <linux/version.h>

static __always_inline __maybe_unused unsigned long pb_ftrace_argument(struct ftrace_regs *fregs)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	return ftrace_regs_get_argument(fregs, 0);
#else
	return fregs->regs.di;
#endif
}
