// SPDX-License-Identifier: GPL-2.0-only
/*
 * lockdown_confidentiality - the module side: memory of the kernel is read on a machine that is
 * locked down: confidentiality.
 *
 * evidence: words that were read.
 */
#include "pb_fault.h"

#include <linux/uaccess.h>

/* fault */

static void lockdown_confidentiality_event(u64 n)
{
	u64 word;

	evidence += !copy_from_kernel_nofault(&word, current, sizeof(word));
}

/* hook */

PB_FAULT(lockdown_confidentiality);
