/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof - that an attached handler runs once per event, on a machine that may lack the means.
 *
 * First choice is a hardware breakpoint, which counts this thread alone. Kernels without kprobes
 * refuse breakpoints on their own code, and some virtual machines have none: then the kernel's own
 * run_cnt stands in for eBPF. That number covers all tasks, so the quietest of several brackets
 * counts: other tasks can only add.
 */
#ifndef PB_PROOF_H
#define PB_PROOF_H

#include "cell.h"

#define PROOF_OPS 53

struct proof {
	const char *how; /* "breakpoint" or "run_cnt"; NULL: nothing here can prove it */
	u64 hits, expected;
};

/*
 * Count the handler's executions over PROOF_OPS untimed operations of the attached @run. 0 or
 * -errno; -EOPNOTSUPP with p->how NULL if there is no means.
 */
int proof_take(struct cell_run *run, struct proof *p);

#endif
