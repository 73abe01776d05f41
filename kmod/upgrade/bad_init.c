// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_init - v2 of the relay, whose init() refuses (contract: include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.h"

#define UP_BAD_INIT() (-EINVAL)
#include "bad.h"
