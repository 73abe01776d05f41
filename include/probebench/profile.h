/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * profile - the contract of the collector that samples: who was running, or where, each time that an event has
 * happened so often.
 *
 * A sample is taken in the interrupt that ends a period of the event; where there are no registers of what was
 * interrupted, there is no sample. The body decides what is kept: the number of samples alone, or their number by key:
 * the task that was interrupted (thread id in the initial PID namespace, 0 for idle CPUs), or the address of the
 * instruction that it would have executed next.
 *
 * The table is an array of places. A key is at the first of PB_PROFILE_PROBES places in a row, from PB_PROFILE_AT()
 * on, that was free when its first sample came; the row goes round. Nobody leaves. A sample whose key finds all places
 * of its row taken is dropped and counted per CPU: samples = samples in the table + dropped.
 */
#ifndef PB_PROFILE_H
#define PB_PROFILE_H

#include "abi.h"

#define PB_PROFILE_BITS	  12
#define PB_PROFILE_PLACES (1 << PB_PROFILE_BITS)
#define PB_PROFILE_PROBES 32
#define PB_PROFILE_GOLDEN 0x9e3779b97f4a7c15ull /* spreads neighbours as far from one another as can be */
#define PB_PROFILE_AT(key) ((__u32)(((__u64)(key) * PB_PROFILE_GOLDEN) >> (64 - PB_PROFILE_BITS)))
#define PB_PROFILE_TASK(pid) (1ull << 32 | (__u32)(pid)) /* never 0, which is nobody's place */

enum pb_profile_body { PB_PROFILE_COUNT, PB_PROFILE_BY_TASK, PB_PROFILE_BY_ADDRESS, PB_NR_PROFILE_BODIES };

struct pb_profile_place {
	__u64 key; /* 0: nobody's */
	__u64 samples;
};

struct pb_profile_slot {
	__u64 samples; /* of the body that counts; the others' are in the table */
	__u64 dropped;
	__u8 pad[PB_SLOT_BYTES - 16];
} __attribute__((aligned(PB_SLOT_BYTES)));
_Static_assert(sizeof(struct pb_profile_slot) == PB_SLOT_BYTES, "pb_profile_slot");

/* The module is told what to do by a file of debugfs. */
#define PB_PROFILE_FILE "pb_profile"

enum pb_profile_mech { PB_PROFILE_PERF_EVENT, PB_PROFILE_HRTIMER };

/* Written to it: attach to every CPU, stopped, the table empty. */
struct pb_profile_request {
	__u32 mech;
	__u32 body;
	__u64 type, config; /* of the event, as perf_event_open() has them; an hrtimer has none */
	__u64 period;	    /* events a sample; nanoseconds of a clock */
};

/* Its ioctls, without arguments: the counterparts of those of perf's descriptors. The first sample is a period later. */
#define PB_PROFILE_START 0x7001
#define PB_PROFILE_STOP	 0x7002

/* Read from it. */
struct pb_profile_counts {
	__u64 samples, dropped; /* sums of the slots */
	struct pb_profile_place places[PB_PROFILE_PLACES];
};

#endif
