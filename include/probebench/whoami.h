/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * whoami - the contract of a collector that reads fields of the kernel's own structures: of the task that
 * made the call, its process, its parent's process and its name. Whoever reads at the wrong offset
 * gets something else, and nobody tells.
 */
#ifndef PB_WHOAMI_H
#define PB_WHOAMI_H

#include "abi.h"

#define PB_WHOAMI_NAME 16

struct pb_whoami {
	__u64 hits;
	__s32 tgid;
	__s32 ppid;
	char comm[PB_WHOAMI_NAME];
};

/* Where the fields are, in bytes from the start of struct task_struct. */
struct pb_whoami_offsets {
	__u32 tgid, real_parent, comm;
};
/* The section of the module that holds them, for the kernel it was built for. */
#define PB_WHOAMI_SECTION ".pb_offsets"

#endif
