// SPDX-License-Identifier: GPL-2.0-only
/*
 * licence - the module side: it calls functions that are for GPL code only, and is not.
 */
#include "pb_fault.h"

#include <linux/uaccess.h>

/* fault */

static void licence_event(u64 n)
{
	u64 word;

	evidence += !copy_from_kernel_nofault(&word, current, sizeof(word));
}

/* hook */

#undef MODULE_LICENSE
#define MODULE_LICENSE(ours) MODULE_INFO(license, "Proprietary")
PB_FAULT(licence);
