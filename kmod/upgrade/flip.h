/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flip - a version of the relay that is attached to the hook itself and records only while a word names it.
 */
#include "relay.h"

/* state */

#define PB_BEFORE_ATTACH() up_find_state()

/* record */

static __always_inline void up_event(u64 number)
{
	if (READ_ONCE(up_word) == UP_VERSION)
		up_record(number);
}

#include "handlers.h"

MODULE_DESCRIPTION("probebench: upgrade, a version of the relay that a word turns on");
MODULE_LICENSE("GPL");
