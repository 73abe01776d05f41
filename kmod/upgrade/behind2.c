// SPDX-License-Identifier: GPL-2.0-only
/*
 * behind2 - the relay behind a stub, the version that replaces it (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "behind.h"
