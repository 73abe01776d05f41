// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_hang - v1 of the relay, whose exit() waits for what never comes.
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "relay.h"

#include <linux/completion.h>

static DECLARE_COMPLETION(up_never);
#define UP_BAD_EXIT() wait_for_completion(&up_never)
#include "bad.h"
