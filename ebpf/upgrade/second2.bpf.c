// SPDX-License-Identifier: GPL-2.0-only
/*
 * second2 - version 2 of the relay in two programs, the second (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#define UP_SECOND
#include "chain.bpf.h"
