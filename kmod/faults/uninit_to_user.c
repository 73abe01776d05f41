// SPDX-License-Identifier: GPL-2.0-only
/*
 * uninit_to_user - the module side: a record goes to user space, and half of it was never written.
 *
 * evidence: addresses of the kernel in what was sent.
 */
#include "pb_fault.h"

/* state */

struct record {
	u64 number;
	u64 reserved[31];
};
static struct record sent;

/* fault */

static noinline void uninit_to_user_event(u64 n)
{
	struct record record;
	int i;

	record.number = n;
	pb_opaque(n);
	memcpy(&sent, &record, sizeof(sent));
	for (i = 0; i < ARRAY_SIZE(sent.reserved); i++)
		evidence += READ_ONCE(sent.reserved[i]) >= PB_FAULT_KERNEL;
}

/* hook */

PB_FAULT(uninit_to_user);
