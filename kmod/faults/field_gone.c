// SPDX-License-Identifier: GPL-2.0-only
/*
 * field_gone - the module side: a field is read that this kernel does not have any more.
 */
#include "pb_fault.h"

/* state */

static u64 seen;

/* fault */

static void field_gone_event(u64 n)
{
	seen = current->no_such_field;
}

/* hook */

PB_FAULT(field_gone);
