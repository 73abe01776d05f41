// SPDX-License-Identifier: GPL-2.0-only
/*
 * percpu_array - elements by index, with a value for each CPU.
 */
#include "structure.bpf.h"

ST_ARRAY(BPF_MAP_TYPE_PERCPU_ARRAY)
