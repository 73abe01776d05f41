/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stack - the contract of the collector of kernel stacks: how often each one was seen.
 *
 * A stack is up to PB_STACK_FRAMES return addresses, innermost first; what is not used is 0. It begins
 * somewhere on the way from the probed function to the handler, which is not the same for any two
 * interfaces; from the probed function on it is.
 *
 * There are PB_STACK_IDS places. A stack has the place that its hash names, and a stack that finds another
 * one there is dropped and counted per CPU: events = sum of counts + dropped.
 */
#ifndef PB_STACK_H
#define PB_STACK_H

#include "abi.h"

#define PB_STACK_FRAMES 32
#define PB_STACK_IDS	1024 /* a power of two */
#define PB_STACK_SMALL	4    /* the same where the experiment `stacks` fills the table */

struct pb_stack {
	__u64 frames[PB_STACK_FRAMES];
};

struct pb_stack_slot {
	__u64 events; /* counted in some place */
	__u64 dropped;
	__u8 pad[PB_SLOT_BYTES - 16];
};
_Static_assert(sizeof(struct pb_stack_slot) == PB_SLOT_BYTES, "pb_stack_slot");

/* A place of the module, as debugfs shows all of them. */
struct pb_stack_place {
	__u32 state; /* 0: nobody's */
	__u32 pad;
	__u64 count;
	struct pb_stack stack;
};
#define PB_STACK_FILE "pb_stack_places"

#endif
