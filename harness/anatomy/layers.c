// SPDX-License-Identifier: GPL-2.0-only
/*
 * layers - which part of an event's way a function belongs to.
 *
 * The table is meant to be read and argued with. Names come and go with kernels: a function that no row
 * names is `unclassified`, unless it is called by something whose whole inside is clear. A row should
 * name a function because of what it is there for, never because of what it costs.
 */
#include <fnmatch.h>
#include <stdlib.h>

#include "anatomy/layers.h"

const struct layer_info layer_infos[NR_LAYERS] = {
	[LAYER_ENTRY] = { "entry", "kernel entry", "from user space to the system call's function" },
	[LAYER_HOOK] = { "hook", "hook dispatch",
			 "trampolines, ftrace, kprobes, return hooks, tracepoints: what finds out who is "
			 "attached and calls them" },
	[LAYER_GLUE] = { "glue", "glue",
			 "what a BPF program needs around it: trace event and perf layer, entering and "
			 "leaving the program" },
	[LAYER_BODY] = { "body", "program body", "the handler itself, module or BPF program" },
	[LAYER_HELPERS] = { "helpers", "helpers and maps", "what the handler calls" },
	[LAYER_WORKLOAD] = { "workload", "workload", "the program and the system call that are observed" },
	[LAYER_RETURN] = { "return", "return", "from the system call's function to user space" },
	[LAYER_UNCLASSIFIED] = { "unclassified", "unclassified", "functions that the table does not know" },
};

#define ALONE LAYER_UNCLASSIFIED

const struct layer_rule layer_rules[] = {
	/* small servants of whoever calls them */
	{ "__x86_*thunk*", LAYER_CALLER, ALONE },
	{ "__rcu_read_lock", LAYER_CALLER, ALONE },
	{ "__rcu_read_unlock", LAYER_CALLER, ALONE },
	{ "rcu_is_watching", LAYER_CALLER, ALONE },
	{ "rcu_lockdep_*", LAYER_CALLER, ALONE },
	{ "preempt_*", LAYER_CALLER, ALONE },
	{ "migrate_disable", LAYER_CALLER, ALONE },
	{ "migrate_enable", LAYER_CALLER, ALONE },
	{ "memset*", LAYER_CALLER, ALONE },
	{ "memcpy*", LAYER_CALLER, ALONE },
	{ "__memset", LAYER_CALLER, ALONE },
	{ "__memcpy", LAYER_CALLER, ALONE },

	/* our handlers, and the trampoline that a module brings in place of ftrace's */
	{ "pb_direct_trampoline \\[pb_*\\]", LAYER_HOOK, ALONE },
	{ "* \\[pb_*\\]", LAYER_BODY, LAYER_HELPERS },
	{ "bpf_prog_*_* \\[bpf\\]", LAYER_BODY, LAYER_HELPERS },

	/* from user space and back */
	{ "* \\[user\\]", LAYER_WORKLOAD, LAYER_WORKLOAD },
	{ "entry_SYSRETQ_*", LAYER_RETURN, ALONE },
	{ "syscall_return_via_sysret*", LAYER_RETURN, ALONE },
	{ "entry_SYSCALL_64*", LAYER_ENTRY, ALONE },
	{ "do_syscall_64", LAYER_ENTRY, ALONE },
	{ "x64_sys_call", LAYER_ENTRY, ALONE },
	{ "syscall_enter_from_user_mode*", LAYER_ENTRY, ALONE },
	{ "syscall_exit_to_user_mode*", LAYER_RETURN, ALONE },
	{ "exit_to_user_mode*", LAYER_RETURN, ALONE },
	{ "arch_exit_to_user_mode_prepare*", LAYER_RETURN, ALONE },
	{ "fpregs_assert_state_consistent", LAYER_RETURN, ALONE },
	{ "swapgs_restore_regs_and_return_to_usermode", LAYER_RETURN, ALONE },
	{ "amd_clear_divider", LAYER_RETURN, ALONE },

	/* tracepoints: the slow way into a system call is taken because one of them is on */
	{ "syscall_trace_enter*", LAYER_HOOK, ALONE },
	{ "syscall_exit_work", LAYER_HOOK, ALONE },
	{ "__traceiter_*", LAYER_HOOK, ALONE },
	{ "__SCT__tp_func_*", LAYER_HOOK, ALONE },
	{ "__bpf_trace_*", LAYER_GLUE, ALONE },
	{ "bpf_trace_run*", LAYER_GLUE, ALONE },

	/* ftrace and kprobes */
	{ "ftrace_*", LAYER_HOOK, ALONE },
	{ "arch_ftrace_*", LAYER_HOOK, ALONE },
	{ "kprobe_ftrace_handler", LAYER_HOOK, ALONE },
	{ "get_kprobe", LAYER_HOOK, ALONE },
	{ "aggr_pre_handler", LAYER_HOOK, ALONE },
	{ "aggr_post_handler", LAYER_HOOK, ALONE },
	{ "optimized_callback", LAYER_HOOK, ALONE },
	{ "optprobe_template_*", LAYER_HOOK, ALONE },
	{ "kprobe_*insn*", LAYER_HOOK, ALONE },
	{ "kprobe_int3_handler", LAYER_HOOK, ALONE },
	{ "*exc_int3", LAYER_HOOK, ALONE },
	{ "irqentry_nmi_*", LAYER_HOOK, ALONE },
	{ "error_entry", LAYER_HOOK, ALONE },
	{ "error_return", LAYER_HOOK, ALONE },
	{ "sync_regs", LAYER_HOOK, ALONE },
	{ "setup_singlestep", LAYER_HOOK, ALONE },

	/* hooks on a function's return */
	{ "pre_handler_kretprobe", LAYER_HOOK, ALONE },
	{ "arch_rethook_*", LAYER_HOOK, ALONE },
	{ "rethook_*", LAYER_HOOK, ALONE },
	{ "kretprobe_rethook_handler", LAYER_HOOK, ALONE },
	{ "objpool_*", LAYER_HOOK, ALONE },
	{ "fprobe_*", LAYER_HOOK, ALONE },
	{ "__kretprobe_*", LAYER_HOOK, ALONE },
	{ "kretprobe_trampoline*", LAYER_HOOK, ALONE },

	/* BPF trampolines, and what stands between any hook and a program */
	{ "bpf_trampoline_* \\[bpf\\]", LAYER_HOOK, ALONE },
	{ "__bpf_tramp_*", LAYER_GLUE, ALONE },
	{ "__bpf_prog_enter*", LAYER_GLUE, ALONE },
	{ "__bpf_prog_exit*", LAYER_GLUE, ALONE },
	{ "update_prog_stats", LAYER_GLUE, ALONE },
	{ "bpf_dispatcher_*", LAYER_GLUE, ALONE },
	{ "kprobe_dispatcher", LAYER_GLUE, ALONE },
	{ "kretprobe_dispatcher", LAYER_GLUE, ALONE },
	{ "kprobe_perf_func", LAYER_GLUE, ALONE },
	{ "kretprobe_perf_func", LAYER_GLUE, ALONE },
	{ "kprobe_multi_link_*", LAYER_GLUE, ALONE },
	{ "trace_call_bpf", LAYER_GLUE, ALONE },
	{ "perf_trace_*", LAYER_GLUE, ALONE },
	{ "perf_tp_event*", LAYER_GLUE, ALONE },
	{ "perf_swevent_*", LAYER_GLUE, ALONE },
	{ "perf_event_*", LAYER_GLUE, ALONE },

	/* the system calls of the workloads: all that they call is theirs */
	{ "__do_sys_*", LAYER_WORKLOAD, LAYER_WORKLOAD },
	{ "__se_sys_*", LAYER_WORKLOAD, LAYER_WORKLOAD },
	{ "__x64_sys_*", LAYER_WORKLOAD, LAYER_WORKLOAD },
	{ "ksys_*", LAYER_WORKLOAD, LAYER_WORKLOAD },
	{ .glob = NULL },
};

const struct layer_rule *layer_rule(const char *function)
{
	for (const struct layer_rule *r = layer_rules; r->glob; r++)
		if (!fnmatch(r->glob, function, 0))
			return r;
	return NULL;
}

/*
 * Who called activation @i: one at the same depth that ended where it begins has jumped there as its
 * last act; otherwise the one around it. -1: nobody.
 */
static int layer_caller(const struct activation *a, size_t i)
{
	for (size_t j = i; j-- && (int)j != a[i].parent;)
		if (a[j].parent == a[i].parent)
			return a[j].depth == a[i].depth && a[j].from + a[j].total == a[i].from ?
				       (int)j : a[i].parent;
	return a[i].parent;
}

enum layer *layers_assign(const struct trace *t, const struct activation *a, size_t n)
{
	const struct layer_rule **rules = mem_alloc(t->nr_functions + 1, sizeof(*rules));
	enum layer *own = mem_alloc(n + 1, sizeof(*own)), *below = mem_alloc(n + 1, sizeof(*below));

	for (size_t f = 0; f < t->nr_functions; f++)
		rules[f] = layer_rule(t->functions[f]);
	for (size_t i = 0; i < n; i++) {
		const struct layer_rule *r = rules[a[i].function];
		int caller = layer_caller(a, i);

		if (!r) {
			own[i] = below[i] = caller < 0 ? LAYER_UNCLASSIFIED : below[caller];
		} else if (r->layer == LAYER_CALLER) {
			own[i] = caller < 0 ? LAYER_UNCLASSIFIED : own[caller];
			below[i] = caller < 0 ? LAYER_UNCLASSIFIED : below[caller];
		} else {
			own[i] = r->layer;
			below[i] = r->below;
		}
	}
	free(below);
	free(rules);
	return own;
}

void layers_sum(const struct trace *t, u64 sums[NR_LAYERS])
{
	struct activation *a;
	size_t n = trace_activations(t, &a);
	enum layer *layers = layers_assign(t, a, n);

	for (int l = 0; l < NR_LAYERS; l++)
		sums[l] = 0;
	for (size_t i = 0; i < n; i++)
		sums[layers[i]] += a[i].self;
	free(layers);
	free(a);
}
