// SPDX-License-Identifier: GPL-2.0-only
/*
 * second1 - version 1 of the relay in two programs, the second (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#define UP_SECOND
#include "chain.bpf.h"
