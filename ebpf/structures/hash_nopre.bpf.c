// SPDX-License-Identifier: GPL-2.0-only
/*
 * hash_nopre - the same, elements allocated when they are inserted.
 */
#include "structure.bpf.h"

ST_HASH(BPF_MAP_TYPE_HASH, BPF_F_NO_PREALLOC)
