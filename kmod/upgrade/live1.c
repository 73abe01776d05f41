// SPDX-License-Identifier: GPL-2.0-only
/*
 * live1 - the relay as a live patch, the version that is replaced (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "live.h"
