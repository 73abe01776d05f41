// SPDX-License-Identifier: GPL-2.0-only
/*
 * runqlat - the module side: how long threads waited for a CPU (contract: include/probebench/runqlat.h).
 */
#define PB_TOOL_HISTOGRAM
#include "pb_tool.h"

#include <linux/bitops.h>
#include <linux/version.h>

#include <probebench/runqlat.h>

#include "table.h"

/* state */

static DEFINE_PER_CPU_ALIGNED(struct pb_hist_slot, tool_buckets);

PB_TOOL_TABLE(struct pb_runqlat_wait);

/* record */

static __always_inline void runqlat_add(u64 interval_ns)
{
	u32 bucket = fls64(interval_ns);

	if (bucket > PB_HIST_BUCKETS - 1)
		bucket = PB_HIST_BUCKETS - 1;
	this_cpu_inc(tool_slots.made);
	this_cpu_inc(tool_buckets.buckets[bucket]);
}

/* From now on it waits. */
static __always_inline void runqlat_wait(const struct task_struct *task)
{
	struct pb_runqlat_wait wait;

	if (!task->pid || !pb_tool_wants(task->tgid))
		return;
	wait.ts_ns = ktime_get_mono_fast_ns();
	if (!pb_table_put(task->pid, &wait))
		return;
	this_cpu_inc(tool_slots.made);
	this_cpu_inc(tool_slots.dropped);
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
	runqlat_add(ktime_get_mono_fast_ns() - wait->ts_ns);
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

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 runqlat_bucket(int bucket)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(tool_buckets, cpu).buckets[bucket];
	return sum;
}

/* kmod only: a program's loader sees that the tracepoint has fewer arguments, a module would see garbage. */
static int tool_refuses(void)
{
	return LINUX_VERSION_CODE < KERNEL_VERSION(5, 18, 0) ? -EOPNOTSUPP : 0;
}

PB_TOOL_BUCKETS(runqlat_bucket);
