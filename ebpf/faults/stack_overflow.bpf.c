// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack_overflow - the eBPF side: a name longer than its buffer is copied to the stack.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void stack_overflow_event(__u64 n)
{
	/* ebpf only: a length without any bound would be refused for that. */
	__u64 length = (200 + n) & 255;
	char name[16];
	__u64 i;

	for (i = 0; i < length; i++)
		((volatile char *)name)[i] = 'A';
}

/* hook */

PB_FAULT(stack_overflow);
