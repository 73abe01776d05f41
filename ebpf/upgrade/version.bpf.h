/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * version - a version of the relay that is attached to the hook itself, or stands behind a stub: a slot
 * of an array takes the same programs.
 */
#include "relay.bpf.h"

#define up_event(ctx, number) up_record(number)
#include "handlers.bpf.h"

/* ebpf only: in place of a stub's function. */
SEC("?freplace")
int up_replace(__u64 number)
{
	up_record(number);
	return 0;
}
