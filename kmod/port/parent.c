// SPDX-License-Identifier: GPL-2.0-only
/*
 * parent - the module side: what the parent of the calling task waits for (contract: include/probebench/parent.h).
 */
#include "../pb_kmod.h"

#include <probebench/parent.h>

#ifndef pb_task_state
#include "../compat/task_state.h"
#endif

/* state */

static struct pb_parent parent_seen;

/* record */

static __always_inline void parent_record(void)
{
	parent_seen.hits++;
	parent_seen.state = pb_task_state(current->real_parent);
}

/* handlers */

PB_HANDLERS(parent);

/* kmod only: user space cannot map a module's variables. */
static int parent_get(char *buf, const struct kernel_param *kp)
{
	return scnprintf(buf, PAGE_SIZE, "%llu %llu\n", parent_seen.hits, parent_seen.state);
}

static const struct kernel_param_ops parent_ops = { .get = parent_get };
module_param_cb(seen, &parent_ops, NULL, 0444);
