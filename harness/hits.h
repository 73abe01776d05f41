/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hits - prove that a handler ran, from outside: a hardware breakpoint on its first instruction.
 *
 * A collector that counts nothing (null, cal100) cannot say how often it was called, and adding a
 * counter would change what is measured. perf counts executions of one kernel address in this
 * thread's context, on the very attachment that was measured.
 */
#ifndef PB_HITS_H
#define PB_HITS_H

#include "base.h"

/*
 * Open a disabled counter for @address: in this thread's context, or, with @cpu_wide, in any task's on
 * the CPU this thread is on. Descriptor or -errno.
 */
int hits_open(u64 address, bool cpu_wide);
/* Count from zero. 0 or -errno. */
int hits_start(int fd);
/* Stop and read. 0 or -errno. */
int hits_stop(int fd, u64 *hits);

#endif
