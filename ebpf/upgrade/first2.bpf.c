// SPDX-License-Identifier: GPL-2.0-only
/*
 * first2 - version 2 of the relay in two programs, the first (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "chain.bpf.h"
