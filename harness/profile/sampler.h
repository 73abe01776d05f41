/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sampler - the collector `profile` attached to every CPU, by a mechanism of either side.
 *
 * Functions return 0, or -errno with run->reason set. It is opened stopped: between start() and stop() samples are
 * taken, the first one a period after start(), and what was counted adds up until it is closed.
 */
#ifndef PB_PROFILE_SAMPLER_H
#define PB_PROFILE_SAMPLER_H

#include <probebench/profile.h>

#include "cell.h"

/* What is sampled by: an event of perf, or of a mechanism's own (type and config unused). */
struct sampler_event {
	const char *name;
	u32 type;
	u64 config;
	bool hardware; /* it needs a CPU that counts, and virtual ones may not */
};
extern const struct sampler_event sampler_events[]; /* a NULL name ends */
const struct sampler_event *sampler_event_find(const char *name);

extern const char *const sampler_bodies[PB_NR_PROFILE_BODIES];

struct sampler {
	struct cell_run *run;
	const struct sampler_event *event;
	enum pb_profile_body body;
	u64 period; /* events a sample; nanoseconds of a clock */
	void *own;  /* of the side, between open and close */
};

struct sampler_side {
	int (*open)(struct sampler *s);
	int (*start)(struct sampler *s);
	int (*stop)(struct sampler *s);
	int (*read)(struct sampler *s, struct pb_profile_counts *c);
	/* Tolerates a half-made state. */
	int (*close)(struct sampler *s);
};

extern const struct sampler_side sampler_kmod, sampler_ebpf;

/* All samples that were kept, whichever body kept them. */
u64 sampler_kept(const struct pb_profile_counts *c);
/* Samples whose key is in [@from, @to). */
u64 sampler_between(const struct pb_profile_counts *c, u64 from, u64 to);

#endif
