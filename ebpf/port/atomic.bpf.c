// SPDX-License-Identifier: GPL-2.0-only
/*
 * atomic - whoami that takes a number for each event, with an instruction that kernels have since 5.12: the sum
 * before the addition is handed back.
 */
#define PB_WHOAMI_HIT(hits) whoami_number(&(hits))

#include "../pb_bpf.bpf.h"

static __always_inline void whoami_number(__u64 *hits)
{
	volatile __u64 number = __sync_fetch_and_add(hits, 1);

	(void)number;
}

#include "whoami.bpf.c"
