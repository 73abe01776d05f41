// SPDX-License-Identifier: GPL-2.0-only
/*
 * kill_others - the module side: the observer kills the process that it observes.
 */
#include "pb_fault.h"

#include <linux/sched/signal.h>

/* fault */

static void kill_others_event(u64 n)
{
	send_sig(SIGKILL, current, 1);
}

/* hook */

PB_FAULT(kill_others);
