/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_direct - registering a direct call by ftrace_ops, or by address where there is nothing else.
 *
 * Up to 6.3 the calls that take an ftrace_ops are named *_multi; commit da8bdfbd4223 ("ftrace: Rename
 * _ftrace_direct_multi APIs to _ftrace_direct APIs") gave them the plain names in 6.4, after the ones
 * that took an address were gone.
 */
#ifndef PB_COMPAT_FTRACE_DIRECT_H
#define PB_COMPAT_FTRACE_DIRECT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 17, 0)
/* Only one address can be had, and it is not the filter's but the call's. */
static unsigned long pb_direct_ip;

static __maybe_unused int pb_register_direct_ip(struct ftrace_ops *ops, unsigned long addr)
{
	return register_ftrace_direct(pb_direct_ip, addr);
}
#define pb_direct_at(ip)		(pb_direct_ip = (ip))
#define pb_register_direct(ops, addr)	pb_register_direct_ip(ops, addr)
#define pb_unregister_direct(ops, addr) unregister_ftrace_direct(pb_direct_ip, addr)
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define pb_direct_at(ip)		((void)(ip))
#define pb_register_direct(ops, addr)	register_ftrace_direct_multi(ops, addr)
#define pb_unregister_direct(ops, addr) unregister_ftrace_direct_multi(ops, addr)
#else
#define pb_direct_at(ip)		((void)(ip))
#define pb_register_direct(ops, addr)	register_ftrace_direct(ops, addr)
#define pb_unregister_direct(ops, addr) unregister_ftrace_direct(ops, addr, true)
#endif

#ifndef ASM_ENDBR /* landing pads came with 5.18 */
#define ASM_ENDBR ""
#endif

/* A return stack that the kernel counts (6.2) has to be told of calls it did not compile. */
#ifdef CALL_DEPTH_ACCOUNT
#define PB_CALL_DEPTH CALL_DEPTH_ACCOUNT
#else
#define PB_CALL_DEPTH ""
#endif

#endif
