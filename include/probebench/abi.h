/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * abi - what every collector's two sides agree on with the harness.
 *
 * Included by modules, by BPF programs and by user space: kernel types of fixed width only, padding
 * written out, no bit-fields, no pointers.
 *
 * PB_ABI is bumped when a reader built against the old value would misread what a new collector
 * exposes: a member moved, resized or given another meaning. Adding a member at the end is no bump.
 */
#ifndef PB_ABI_H
#define PB_ABI_H

#include <linux/types.h>

#define PB_ABI 1

/* Per-CPU slots of the eBPF side, a power of two; the harness refuses machines with more CPUs. */
#define PB_MAX_CPUS 1024

/* Two lines, because the adjacent-line prefetcher of x86 makes pairs of 64-byte lines share. */
#define PB_SLOT_BYTES 128

#endif
