// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_oops - v2 of the relay, whose init() follows a null pointer.
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.h"

#include <linux/compiler.h>

#define UP_BAD_INIT() READ_ONCE(*(int *)8)
#include "bad.h"
