// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_symbol - v2 of the relay, which needs a symbol that no kernel has (contract:
 * include/probebench/upgrade.h).
 */
#define UP_VERSION 2
#define UP_RECORD  struct up_state
#include "relay.bpf.h"

extern const void pb_up_nowhere __ksym;

static __always_inline void up_event(void *ctx, __u64 number)
{
	up_record(number + (&pb_up_nowhere == ctx));
}

#include "handlers.bpf.h"
