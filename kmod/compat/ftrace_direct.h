/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_direct - registering a direct call by ftrace_ops.
 *
 * Up to 6.3 the calls that take an ftrace_ops are named *_multi; commit da8bdfbd4223 ("ftrace: Rename
 * _ftrace_direct_multi APIs to _ftrace_direct APIs") gave them the plain names in 6.4, after the ones
 * that took an address were gone.
 */
#ifndef PB_COMPAT_FTRACE_DIRECT_H
#define PB_COMPAT_FTRACE_DIRECT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define pb_register_direct(ops, addr)	register_ftrace_direct_multi(ops, addr)
#define pb_unregister_direct(ops, addr) unregister_ftrace_direct_multi(ops, addr)
#else
#define pb_register_direct(ops, addr)	register_ftrace_direct(ops, addr)
#define pb_unregister_direct(ops, addr) unregister_ftrace_direct(ops, addr, true)
#endif

/* A return stack that the kernel counts (6.2) has to be told of calls it did not compile. */
#ifdef CALL_DEPTH_ACCOUNT
#define PB_CALL_DEPTH CALL_DEPTH_ACCOUNT
#else
#define PB_CALL_DEPTH ""
#endif

#endif
