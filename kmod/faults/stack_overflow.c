// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack_overflow - the module side: a name longer than its buffer is copied to the stack.
 */
#include "pb_fault.h"

/* fault */

static noinline void stack_overflow_event(u64 n)
{
	u64 length = 200 + n;
	char name[16];
	u64 i;

	pb_opaque(length);
	for (i = 0; i < length; i++)
		((volatile char *)name)[i] = 'A';
}

/* hook */

PB_FAULT(stack_overflow);
