/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * version - a version of the relay that is attached to the hook itself, or stands behind a stub: a
 * slot of an array takes the same programs.
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

/* ebpf only: at a hook whose link can be updated in place, which modules do not have. */
SEC("?cgroup/setsockopt")
int up_setsockopt(struct bpf_sockopt *ctx)
{
	up_record((__u32)ctx->optname);
	return 1;
}

/* ebpf only: the context of an iterator over a map is meta, map, key and value. */
SEC("?iter/bpf_map_elem")
int up_iter(__u64 *ctx)
{
	const __u32 *number = (const void *)ctx[3];

	if (number)
		up_record(*number);
	return 0;
}
