// SPDX-License-Identifier: GPL-2.0-only
/*
 * behind1 - the relay behind a stub, the version that is replaced (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "behind.h"
