/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chain - a version of the relay in two programs, each in a slot of its own: the first tail-calls
 * the second.
 */
#include "relay.bpf.h"
#include "stub.bpf.h"

static __always_inline void up_event(void *ctx, __u64 number)
{
#ifdef UP_SECOND
	up_record_second(number);
#else
	up_record(number);
	bpf_tail_call(ctx, &up_slots, 1);
#endif
}

#include "handlers.bpf.h"
