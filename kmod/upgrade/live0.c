// SPDX-License-Identifier: GPL-2.0-only
/*
 * live0 - the relay that livepatch works on: version 1 with its work in a function that can be
 * traced (contract: include/probebench/upgrade.h).
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "relay.h"

static noinline void up_live_event(u64 number)
{
	up_record(number);
}

#define PB_BEFORE_ATTACH() up_find_state()
#define up_event	   up_live_event
#include "handlers.h"

MODULE_DESCRIPTION("probebench: upgrade, the relay that is patched");
MODULE_LICENSE("GPL");
