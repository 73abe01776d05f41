// SPDX-License-Identifier: GPL-2.0-only
/*
 * concepts - the table of interfaces and of the mechanisms that they belong to.
 */
#include <fnmatch.h>
#include <string.h>

#include "effort/concepts.h"

#define CONCEPT_NONE ""

static const struct {
	const char *concept;
	const char *patterns[16]; /* of interfaces and parts; NULL ends */
} concepts[] = {
	{ CONCEPT_NONE, { "scnprintf", "snprintf", "str*", "mem*", "__stack_chk*", "__ref_stack_chk*", "__fortify_panic",
			  "__ubsan_*", "__x86_*", "__fentry__", "_printk", "printk", "__warn_printk" } },
	{ "kprobes", { "register_kprobe", "unregister_kprobe", "section kprobe" } },
	{ "kretprobes", { "register_kretprobe", "unregister_kretprobe", "section kretprobe" } },
	{ "kprobes by the list", { "section kprobe.multi", "section kretprobe.multi" } },
	{ "tracepoints", { "tracepoint_probe_*", "for_each_kernel_tracepoint", "__tracepoint_*", "section tp", "section raw_tp" } },
	{ "typed tracepoints (BTF)", { "section tp_btf" } },
	{ "ftrace", { "register_ftrace_function", "unregister_ftrace_function", "ftrace_*" } },
	{ "ftrace direct calls", { "register_ftrace_direct*", "unregister_ftrace_direct*", "modify_ftrace_direct*" } },
	{ "fprobes", { "register_fprobe*", "unregister_fprobe*" } },
	{ "trampolines (fentry, fexit)", { "section fentry", "section fexit", "helper 183", "helper 184", "helper 185" } },
	{ "uprobes", { "uprobe_*", "section uprobe", "section uretprobe" } },
	{ "uprobes by the list", { "section uprobe.multi", "section uretprobe.multi" } },
	{ "inodes and paths", { "kern_path", "path_put", "igrab", "iput" } },
	{ "RCU and its grace periods", { "synchronize_*", "call_rcu*", "__rcu_*", "rcu_*", "tracepoint_srcu", "*_srcu*" } },
	{ "per-CPU data", { "__per_cpu_offset", "nr_cpu_ids", "__cpu_*", "_find_next_bit", "find_next_bit", "cpumask_*", "cpu_number",
			    "*pcpu_hot", "helper 8", "this_cpu_off" } },
	{ "the current task", { "current_task", "const_current_task", "helper 14", "helper 35", "helper 158", "helper 16" } },
	{ "clocks", { "ktime_*", "helper 5", "helper 125" } },
	{ "allocation of memory", { "kmalloc*", "kfree", "vmalloc*", "vfree", "kv*", "__k*alloc*" } },
	{ "reading memory that may not be there", { "copy_from_kernel_nofault", "helper 113", "helper 115" } },
	{ "stack unwinding", { "unwind_*", "__unwind_*", "stack_trace_*", "helper 27", "helper 67" } },
	{ "preemption", { "__preempt_count", "*preempt_schedule*" } },
	{ "locks and waiting", { "mutex_*", "*spin_lock*", "*spin_unlock*", "__wake_up*", "irq_work_*", "static_key_*" } },
	{ "files for programs", { "misc_*", "relay_*", "noop_llseek", "remap_vmalloc_range", "_copy_to_user", "__check_object_size", "validate_usercopy_*" } },
	{ "parameters in sysfs", { "param_*", "kstrto*" } },
	{ "debugfs", { "debugfs_*", "simple_*" } },
	{ "variables as maps", { "variables" } },
	{ "maps: hash", { "map hash", "map percpu_hash", "map lru_hash", "map lru_percpu_hash" } },
	{ "maps: array", { "map array", "map percpu_array", "helper 1" } },
	{ "maps: storage of a task", { "map task_storage", "helper 156", "helper 157" } },
	{ "maps: stacks", { "map stack_trace" } },
	{ "maps: ring buffer", { "map ringbuf", "map perf_event_array", "helper 25", "helper 130", "helper 131",
				"helper 132" } },
	{ "programs that are run on demand", { "section syscall" } },
	{ "relocated fields (CO-RE)", { "* [0-9]*:[0-9]*", "task_struct *" } },
};

/* Of every object of a side. */
static const struct {
	const char *arm, *concepts[3];
} always[] = {
	{ "kmod", { "kbuild", "modules: init, exit, removal" } },
	{ "ebpf", { "the verifier", "the loader and its links (libbpf)" } },
};

#define CONCEPT_COUNT ARRAY_SIZE(concepts)

/* The row of the table; CONCEPT_COUNT: it has none. */
static size_t concept_row(const char *name)
{
	for (size_t i = 0; i < CONCEPT_COUNT; i++)
		for (const char *const *p = concepts[i].patterns;
		     p < concepts[i].patterns + ARRAY_SIZE(concepts[i].patterns) && *p; p++)
			if (!fnmatch(*p, name, 0))
				return i;
	return CONCEPT_COUNT;
}

static void concept_mark(const json_t *names, bool *seen, json_t *unknown)
{
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name) {
		const char *text = json_string_value(name);
		size_t row = text ? concept_row(text) : 0;

		if (row < CONCEPT_COUNT)
			seen[row] = true;
		else
			json_array_append_new(unknown, json_string(text));
	}
}

json_t *concepts_of(const char *arm, const json_t *interfaces, const json_t *parts)
{
	bool seen[CONCEPT_COUNT] = { false };
	json_t *list = json_array(), *unknown = json_array();

	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		for (const char *const *c = always[i].concepts; !strcmp(always[i].arm, arm) && *c; c++)
			json_array_append_new(list, json_string(*c));
	concept_mark(interfaces, seen, unknown);
	concept_mark(parts, seen, unknown);
	for (size_t i = 0; i < CONCEPT_COUNT; i++)
		if (seen[i] && *concepts[i].concept)
			json_array_append_new(list, json_string(concepts[i].concept));
	json_array_extend(list, unknown);
	json_decref(unknown);
	return list;
}
