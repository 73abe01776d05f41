// SPDX-License-Identifier: GPL-2.0-only
/*
 * shift_too_far - the module side: a bit mask is made for the 65th of 64 bits.
 *
 * evidence: masks that name another bit.
 */
#include "pb_fault.h"

/* state */

static u64 bit = 64;

/* fault */

static void shift_too_far_event(u64 n)
{
	u64 mask = 1ULL << READ_ONCE(bit);

	pb_opaque(mask);
	evidence += mask != 0;
}

/* hook */

PB_FAULT(shift_too_far);
