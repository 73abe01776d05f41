// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean - the eBPF side of no mistake (harness/faults/clean.c).
 */
#include "pbf.bpf.h"

static __always_inline void clean_event(struct pt_regs *ctx, int pid)
{
}

PBF_KPROBE(clean);
