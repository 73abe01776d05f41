// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash - buckets with a lock each, elements allocated beforehand.
 */
#include "structure.bpf.h"

ST_HASH(BPF_MAP_TYPE_HASH, 0)
