/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * execsnoop - the contract: every program that was started, with its arguments.
 *
 * Told of when the new program is in place, so a call that failed is not. The arguments are the bytes
 * that the kernel has put into the new program's memory, each with a NUL at its end; of a script, those of
 * its interpreter. What cannot be read has args_bytes 0.
 */
#ifndef PB_EXECSNOOP_H
#define PB_EXECSNOOP_H

#include "tool.h"

#define PB_EXECSNOOP_ARGS 4096 /* what is longer is cut */

struct pb_execsnoop {
	struct pb_tool_head head;
	__u32 args_bytes; /* in the record */
	__u32 all_bytes;  /* of the arguments; more than the record has: it was cut */
	char args[PB_EXECSNOOP_ARGS];
};
_Static_assert(sizeof(struct pb_execsnoop) == 48 + PB_EXECSNOOP_ARGS, "pb_execsnoop");

#endif
