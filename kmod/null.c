// SPDX-License-Identifier: GPL-2.0-only
/*
 * null - the module side: a handler that does nothing (contract: include/probebench/null.h).
 *
 * What remains is the hook: dispatch, the call of the handler, and the return.
 */
#include "pb_kmod.h"

#include <probebench/null.h>

/* record */

static __always_inline void null_record(void)
{
}

/* handlers */

PB_HANDLERS(null);
