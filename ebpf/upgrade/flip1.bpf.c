// SPDX-License-Identifier: GPL-2.0-only
/*
 * flip1 - the relay that a word turns on, the version that is replaced (contract: include/probebench/upgrade.h).
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "flip.bpf.h"
