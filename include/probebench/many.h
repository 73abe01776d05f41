/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * many - one handler attached to many functions: what both sides keep, and what the module is told.
 *
 * Two handlers: one counts events, the other one counts them by function, which costs it finding out
 * which function it was called for. Functions are known by their place in the list of addresses, which
 * ascends.
 */
#ifndef PB_MANY_H
#define PB_MANY_H

#include <probebench/abi.h>

#define PB_MANY_FUNCTIONS 1024 /* a power of two */
#define PB_MANY_CPUS	  16   /* of the counts by function on the eBPF side, a power of two */
#define PB_MANY_FILE	  "pb_many" /* of the module, in debugfs */

struct pb_many_slot {
	__u64 events;
	__u8 pad[PB_SLOT_BYTES - sizeof(__u64)];
} __attribute__((aligned(PB_SLOT_BYTES)));
_Static_assert(sizeof(struct pb_many_slot) == PB_SLOT_BYTES, "pb_many_slot");

enum pb_many_mech { PB_MANY_FTRACE_OPS, PB_MANY_FPROBE, PB_MANY_KPROBE };

/* Written to the module's file: attach. Of ips[] only the first nr are there; nr == 0: detach. */
struct pb_many_request {
	__u32 mech;
	__u32 by_function;
	__u32 nr;
	__u32 pad; /* zero */
	__u64 ips[PB_MANY_FUNCTIONS];
};
#define PB_MANY_REQUEST_BYTES(nr) (16 + (nr) * sizeof(__u64))

/* Read from it: sums over all CPUs. Two readings of one attachment may be subtracted, no others. */
struct pb_many_counts {
	__u64 events;
	__u64 lost; /* withheld from the handler */
	__u64 hits[PB_MANY_FUNCTIONS]; /* by function, since it was attached */
};

#endif
