// SPDX-License-Identifier: GPL-2.0-only
/*
 * v3 - the relay, v2 with a larger record (contract: include/probebench/upgrade.h).
 */
#define UP_VERSION 3
#define UP_RECORD  struct up_state_wide
#include "version.bpf.h"
