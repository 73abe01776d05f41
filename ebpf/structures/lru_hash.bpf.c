// SPDX-License-Identifier: GPL-2.0-only
/*
 * lru_hash - a hash that, when it is full, forgets what was not used for long.
 */
#include "structure.bpf.h"

ST_HASH(BPF_MAP_TYPE_LRU_HASH, 0)
