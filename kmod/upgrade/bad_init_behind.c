// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_init_behind - v2 of the relay behind a stub, whose init() refuses.
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.h"

#define UP_BAD_BEHIND
#define UP_BAD_INIT() (-EINVAL)
#include "bad.h"
