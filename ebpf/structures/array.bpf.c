// SPDX-License-Identifier: GPL-2.0-only
/*
 * array - elements by index; all of them are always there.
 */
#include "structure.bpf.h"

ST_ARRAY(BPF_MAP_TYPE_ARRAY)
