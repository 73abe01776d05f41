// SPDX-License-Identifier: GPL-2.0-only
/*
 * whoami - the eBPF side: who made the call (contract: include/probebench/whoami.h).
 */
#include "../pb_bpf.bpf.h"

#include <bpf/bpf_core_read.h>

#include <probebench/whoami.h>

/* ebpf only: what is read of the kernel's structure, unless a header has all its types; the loader finds it. */
#ifndef PB_KERNEL_TYPES
struct task_struct {
	int tgid;
	struct task_struct *real_parent;
	char comm[PB_WHOAMI_NAME];
} __attribute__((preserve_access_index));
#endif

/* ebpf only: the files beside this one put something else in their place that not every kernel takes. */
#ifndef PB_WHOAMI_HIT
#define PB_WHOAMI_HIT(hits) (hits)++
#endif
#ifndef PB_WHOAMI_TASK
#define PB_WHOAMI_TASK() ((struct task_struct *)bpf_get_current_task())
#endif
#ifndef PB_WHOAMI_PARENT
#define PB_WHOAMI_PARENT(task) BPF_CORE_READ(task, real_parent, tgid)
#endif
#ifndef PB_WHOAMI_COPY
#define PB_WHOAMI_COPY(to, from) bpf_probe_read_kernel(to, PB_WHOAMI_NAME, from)
#endif

/* parameters */

/* ebpf only: offsets of another kernel, as of a program that was compiled without CO-RE; or all 0. */
const volatile struct pb_whoami_offsets whoami_frozen = {};

/* state */

struct pb_whoami whoami_seen = {};

/* record */

static __always_inline void whoami_at_offsets(const char *task)
{
	const char *parent = NULL;

	bpf_probe_read_kernel(&whoami_seen.tgid, sizeof(whoami_seen.tgid), task + whoami_frozen.tgid);
	bpf_probe_read_kernel(&parent, sizeof(parent), task + whoami_frozen.real_parent);
	bpf_probe_read_kernel(&whoami_seen.ppid, sizeof(whoami_seen.ppid), parent + whoami_frozen.tgid);
	bpf_probe_read_kernel(whoami_seen.comm, PB_WHOAMI_NAME, task + whoami_frozen.comm);
}

static __always_inline void whoami_record(void)
{
	struct task_struct *task = PB_WHOAMI_TASK();

	PB_WHOAMI_HIT(whoami_seen.hits);
	if (whoami_frozen.comm) {
		whoami_at_offsets((const char *)task);
		return;
	}
	whoami_seen.tgid = BPF_CORE_READ(task, tgid);
	whoami_seen.ppid = PB_WHOAMI_PARENT(task);
	PB_WHOAMI_COPY(whoami_seen.comm, __builtin_preserve_access_index(&task->comm));
}

/* handlers */

PB_HANDLERS(whoami);

/* ebpf only: many functions in one call, since 5.18 and if the kernel has fprobe. */
PB_PROGRAM("kprobe.multi", whoami, multi, record)
