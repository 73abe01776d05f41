/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runqlat - the contract: how long threads that could run waited for a CPU.
 *
 * From being woken, created or put aside while still able to run until it runs, in nanoseconds of the
 * monotonic clock, sorted into the buckets of hist.h; one histogram per CPU, that of the CPU it runs on. The
 * idle threads are left out. A thread that waited already when the tool was attached is counted from its next
 * time on. At most PB_TOOL_PLACES threads can wait at once: made counts what was sorted and those for which
 * there was no place, dropped these alone.
 *
 * Linux 5.18 and newer: before, the tracepoint does not say why a thread stops running.
 */
#ifndef PB_RUNQLAT_H
#define PB_RUNQLAT_H

#include "hist.h"
#include "tool.h"

/* Since when a thread has waited; its key is its thread id. */
struct pb_runqlat_wait {
	__u64 ts_ns;
};

#endif
