// SPDX-License-Identifier: GPL-2.0-only
/*
 * first1 - version 1 of the relay in two programs, the first (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "chain.bpf.h"
