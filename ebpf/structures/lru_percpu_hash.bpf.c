// SPDX-License-Identifier: GPL-2.0-only
/*
 * lru_percpu_hash - the same, with a value for each CPU.
 */
#include "structure.bpf.h"

ST_HASH(BPF_MAP_TYPE_LRU_PERCPU_HASH, 0)
