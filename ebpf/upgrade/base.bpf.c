// SPDX-License-Identifier: GPL-2.0-only
/*
 * base - the collector that stays, with a function that other programs replace (freplace).
 *
 * ebpf only: the function's own body runs while nothing replaces it, and counts the events that
 * pass.
 */
#include "../pb_bpf.bpf.h"

#include <probebench/upgrade.h>

/* state */

struct up_stub up_stub = {};

/* record */

__attribute__((noinline)) int up_hook(__u64 number)
{
	/*
	 * Without a use of it here, the compiler would pass no argument to whatever comes in our
	 * place.
	 */
	asm volatile("" : "+r"(number));
	__sync_fetch_and_add(&up_stub.empty, 1);
	return 0;
}

static __always_inline void up_event(void *ctx, __u64 number)
{
	if ((__u32)number - UP_BASE < UP_EVENTS)
		up_hook(number);
}

#include "handlers.bpf.h"
