// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_hash - a hash whose elements have a value for each CPU.
 */
#include "structure.bpf.h"

ST_HASH(BPF_MAP_TYPE_PERCPU_HASH, 0)
