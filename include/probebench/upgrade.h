/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * upgrade - the contract of the collector that is replaced while events come: relay v1, v2 and v3.
 *
 * An event is a call of getpgid(UP_BASE + n): it has no side effect, since no process has such a
 * number, and n is visible at every hook. Each version adds its own hit to the event's entry of the
 * store, so that the store says afterwards which versions saw which event, and how often.
 */
#ifndef PB_UPGRADE_H
#define PB_UPGRADE_H

#include "abi.h"

#define UP_BASE	  10000000 /* above every process number: PID_MAX_LIMIT is 4194304 */
#define UP_EVENTS (1 << 21) /* entries of the store; events from there on are not recorded */

#define UP_SYSCALL 121 /* __NR_getpgid of x86-64, for the tracepoint that all system calls pass */

/* v1 and v2 count in their half of an entry; v3 is v2 with a larger record, and counts as v2. */
#define UP_HALF(version)    ((version) == 1 ? 0 : 16)
#define UP_HIT(version)	    (1u << UP_HALF(version))
#define UP_HITS(n, version) ((n) >> UP_HALF(version) & 0xffff)

/*
 * The store: one entry an event. A BPF array rounds its elements up to 8 bytes, so both sides do.
 */
struct up_entry {
	__u32 hits;
	__u32 chain; /* the same hits, of the second link in a chain of two tail calls */
};
_Static_assert(sizeof(struct up_entry) == 8, "up_entry");

/* State that is to survive an upgrade: the record of v1 and v2 ... */
struct up_state {
	__u64 total; /* events recorded by any version */
};

/* ... and that of v3, which begins with the same and knows more. */
struct up_state_wide {
	__u64 total;
	__u64 wide; /* events recorded by v3 */
	__u64 last; /* number of the last one */
	__u64 spare[5];
};
_Static_assert(sizeof(struct up_state_wide) == 64, "up_state_wide");

/* What a version counts in variables of its own, as a plain collector does: they go with it. */
struct up_own {
	__u64 events;
	__u64 version; /* who it is, for whoever finds it */
};

/* What a stub counts. */
struct up_stub {
	__u64 empty; /* events that found no version behind the stub */
};

#endif
