/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_filter - many addresses into the filter of one ftrace_ops: at once since 5.18, one by one
 * before, which copies the filter each time.
 */
#ifndef PB_COMPAT_FTRACE_FILTER_H
#define PB_COMPAT_FTRACE_FILTER_H

#include <linux/ftrace.h>
#include <linux/version.h>

static __maybe_unused int pb_ftrace_filter(struct ftrace_ops *ops, unsigned long *ips, unsigned int nr)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
	return ftrace_set_filter_ips(ops, ips, nr, 0, 1);
#else
	unsigned int i;
	int err = 0;

	for (i = 0; i < nr && !err; i++)
		err = ftrace_set_filter_ip(ops, ips[i], 0, !i);
	return err;
#endif
}

#endif
