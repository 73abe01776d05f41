// SPDX-License-Identifier: GPL-2.0-only
/*
 * null - the eBPF side: a handler that does nothing (contract: include/probebench/null.h).
 *
 * What remains is the hook: dispatch, the prologue and epilogue that the JIT writes, and the return.
 */
#include "pb_bpf.bpf.h"

#include <probebench/null.h>

/* record */

static __always_inline void null_record(void)
{
}

/* handlers */

PB_HANDLERS(null);
