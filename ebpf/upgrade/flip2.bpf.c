// SPDX-License-Identifier: GPL-2.0-only
/*
 * flip2 - the relay that a word turns on, the version that replaces it (contract: include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "flip.bpf.h"
