// SPDX-License-Identifier: GPL-2.0-only
/*
 * live2 - the relay as a live patch, the version that replaces it (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "live.h"
