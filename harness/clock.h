/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clock - the readers of the measuring clocks, and the only place that knows the architecture's.
 *
 * Under QEMU's icount with shift=0 the guest's time-stamp counter advances by one per retired
 * instruction: it is the instruction counter. Elsewhere it counts reference cycles, and no figure of
 * the exact class may be taken from it.
 */
#ifndef PB_CLOCK_H
#define PB_CLOCK_H

#include <time.h>

#include "base.h"

static inline u64 clock_read(void)
{
#if defined(__x86_64__)
	u32 lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi)::"memory");
	return (u64)hi << 32 | lo;
#else
#error "clock.h knows no instruction clock for this architecture yet"
#endif
}

/* The clock of the sampled class: nanoseconds that no NTP daemon slews. */
static inline u64 clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

#endif
