/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * detector - who noticed something of a fault.
 *
 * A record names every detector that spoke, also where another one had said the same before: so each can
 * be held against a fault that it must see, and against the pair without a mistake.
 */
#ifndef PB_SAFETY_DETECTOR_H
#define PB_SAFETY_DETECTOR_H

enum detector {
	/* the kernel's own words, on the console */
	DETECTOR_OOPS,
	DETECTOR_PANIC,
	DETECTOR_WARNING,
	DETECTOR_SLAB,
	DETECTOR_KFENCE,
	DETECTOR_KMEMLEAK,
	DETECTOR_OOM,
	DETECTOR_SOFT_LOCKUP,
	DETECTOR_HARD_LOCKUP,
	DETECTOR_RCU_STALL,
	DETECTOR_HUNG_TASK,
	/* its state */
	DETECTOR_TAINT,
	DETECTOR_MEMORY,
	DETECTOR_SLABINFO,
	/* ours */
	DETECTOR_REFUSAL,
	DETECTOR_HEARTBEAT,
	DETECTOR_LIMIT,
	DETECTOR_END,
	DETECTOR_OTHERS,
	DETECTOR_CANARY,
	DETECTOR_ADDRESSES,
	DETECTOR_RECORDS,
	DETECTOR_COUNTER,
	DETECTOR_EVENTS,
	NR_DETECTORS
};

struct detector_info {
	const char *name; /* in cells: "soft lockup" */
	const char *sees; /* what it goes by */
	const char *idle; /* why it cannot speak in guests of stock kernels under emulation; or NULL */
};
extern const struct detector_info detectors[NR_DETECTORS];

#endif
