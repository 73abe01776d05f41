// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_event_behind - v2 of the relay behind a stub, which follows a null pointer at every event.
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.h"

#include <linux/compiler.h>

#define UP_BAD_BEHIND
#define UP_BAD_EVENT(number) ((void)READ_ONCE(*(int *)8))
#include "bad.h"
