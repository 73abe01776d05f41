/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * opensnoop - the contract: every open(), openat(), openat2() and creat(), when it returns.
 *
 * The path is the string that the caller passed, read when the call returns: its page has been touched by
 * then, so it can be read without waiting, but another thread may have changed it. What cannot be read
 * has path_bytes 0. Calls of 32-bit programs have other numbers and are not told of.
 */
#ifndef PB_OPENSNOOP_H
#define PB_OPENSNOOP_H

#include "tool.h"

#define PB_OPENSNOOP_LONGEST 4095 /* bytes of a path that the kernel takes */
#define PB_OPENSNOOP_PATH    4104 /* room for more, so that one which is too long is seen to be; cut there */
#define PB_OPENSNOOP_CWD     (-100) /* AT_FDCWD */

struct pb_opensnoop {
	struct pb_tool_head head;
	__s32 ret;   /* descriptor or -errno */
	__s32 dirfd; /* a relative path starts from here */
	__u32 flags; /* as passed */
	__u32 path_bytes; /* with the NUL that ends it in any case */
	char path[PB_OPENSNOOP_PATH];
};
_Static_assert(sizeof(struct pb_opensnoop) == 56 + PB_OPENSNOOP_PATH, "pb_opensnoop");

#endif
