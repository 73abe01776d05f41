// SPDX-License-Identifier: GPL-2.0-only
/*
 * stub - the collector that stays: it is attached to the hook and tail-calls the version in its
 * slot. A version may tail-call the second slot in turn, which makes a chain of two.
 */
#include "../pb_bpf.bpf.h"

#include <probebench/upgrade.h>

#include "stub.bpf.h"

/* state */

struct up_stub up_stub = {};

/* record */

static __always_inline void up_event(void *ctx, __u64 number)
{
	if ((__u32)number - UP_BASE >= UP_EVENTS)
		return;
	bpf_tail_call(ctx, &up_slots, 0);
	__sync_fetch_and_add(&up_stub.empty, 1);
}

#include "handlers.bpf.h"
