// SPDX-License-Identifier: GPL-2.0-only
/*
 * whoami - the module side: who made the call (contract: include/probebench/whoami.h).
 */
#include "../pb_kmod.h"

#include <probebench/whoami.h>

#ifndef PB_WHOAMI_COPY
#define PB_WHOAMI_COPY(to, from) memcpy(to, from, PB_WHOAMI_NAME)
#endif

/* state */

static struct pb_whoami whoami_seen;

/* kmod only: the compiler knows the offsets; they lie in the file for those who have only that. */
static const struct pb_whoami_offsets whoami_offsets __used __section(PB_WHOAMI_SECTION) = {
	.tgid = offsetof(struct task_struct, tgid),
	.real_parent = offsetof(struct task_struct, real_parent),
	.comm = offsetof(struct task_struct, comm),
};

/* record */

static __always_inline void whoami_record(void)
{
	const struct task_struct *task = current;

	whoami_seen.hits++;
	whoami_seen.tgid = task->tgid;
	whoami_seen.ppid = task->real_parent->tgid;
	PB_WHOAMI_COPY(whoami_seen.comm, task->comm);
}

/* handlers */

PB_HANDLERS(whoami);

/* kmod only: user space cannot map a module's variables. */
static int whoami_get(char *buf, const struct kernel_param *kp)
{
	return scnprintf(buf, PAGE_SIZE, "%llu %d %d %.*s\n", whoami_seen.hits, whoami_seen.tgid,
			 whoami_seen.ppid, PB_WHOAMI_NAME, whoami_seen.comm);
}

static const struct kernel_param_ops whoami_ops = { .get = whoami_get };
module_param_cb(seen, &whoami_ops, NULL, 0444);
