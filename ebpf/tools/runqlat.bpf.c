// SPDX-License-Identifier: GPL-2.0-only
/*
 * runqlat - the eBPF side: how long threads waited for a CPU (contract: include/probebench/runqlat.h).
 */
#define PB_TOOL_HISTOGRAM
#include "pb_tool.bpf.h"
#include "../pb_fls.bpf.h"

#include <stdbool.h>

#include <probebench/runqlat.h>

/* state */

struct pb_hist_slot tool_buckets[PB_MAX_CPUS] = {};

PB_TOOL_TABLE(struct pb_runqlat_wait);

/* record */

static __always_inline void runqlat_add(__u64 interval_ns)
{
	__u32 bucket = pb_fls64(interval_ns);
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);

	if (bucket > PB_HIST_BUCKETS - 1)
		bucket = PB_HIST_BUCKETS - 1;
	pb_tool_slot()->made++;
	tool_buckets[cpu].buckets[bucket]++;
}

/* From now on it waits. */
static __always_inline void runqlat_wait(const struct task_struct *task)
{
	struct pb_runqlat_wait wait;
	struct pb_tool_slot *slot;

	if (!task->pid || !pb_tool_wants(task->tgid))
		return;
	wait.ts_ns = bpf_ktime_get_ns();
	if (!pb_table_put(task->pid, &wait))
		return;
	slot = pb_tool_slot();
	slot->made++;
	slot->dropped++;
}

/* It runs. */
static __always_inline void runqlat_run(const struct task_struct *task)
{
	struct pb_runqlat_wait *wait;

	if (!task->pid || !pb_tool_wants(task->tgid))
		return;
	wait = pb_table_find(task->pid);
	if (!wait)
		return;
	runqlat_add(bpf_ktime_get_ns() - wait->ts_ns);
	pb_table_del(task->pid);
}

/* One that stops running without having to could still run. */
static __always_inline void runqlat_switch(bool preempt, const struct task_struct *prev,
					   const struct task_struct *next, unsigned int prev_state)
{
	if (preempt || !prev_state)
		runqlat_wait(prev);
	runqlat_run(next);
}

/* handlers */

PB_PROBE(runqlat, sched_wakeup, runqlat_wait(task), struct task_struct *task)
PB_PROBE(runqlat, sched_wakeup_new, runqlat_wait(task), struct task_struct *task)
PB_PROBE(runqlat, sched_switch, runqlat_switch(preempt, prev, next, prev_state), bool preempt,
	 struct task_struct *prev, struct task_struct *next, unsigned int prev_state)

PB_TOOL_HANDLERS(runqlat, PB_AT(runqlat, sched_wakeup), PB_AT(runqlat, sched_wakeup_new),
		 PB_AT(runqlat, sched_switch));
