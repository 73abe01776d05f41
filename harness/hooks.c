// SPDX-License-Identifier: GPL-2.0-only
/*
 * hooks - what can be observed, through which interface of which arm, and what may be compared.
 *
 * Data only. A mechanism without a row in mech_pairs[] has no twin on the other side: its cost is
 * reported, a ratio is not.
 */
#include "registry.h"

#define KCONFIG(...) .kconfig = (const char *const[]){ __VA_ARGS__, NULL }
#define KMOD_NEEDS(...) { .root = true, .modules = true, KCONFIG(__VA_ARGS__) }
#define EBPF_NEEDS(...) { .root = true, KCONFIG("CONFIG_BPF_SYSCALL=y", __VA_ARGS__) }
#define EBPF_BTF_NEEDS(...)                                                                        \
	{ .root = true, .btf = true, KCONFIG("CONFIG_BPF_SYSCALL=y", __VA_ARGS__) }

/* A link to many places of a file came with 6.6, and no option of the configuration says so. */
#define EBPF_MULTI_NEEDS(...)                                                                      \
	{ .root = true, .symbol = "bpf_uprobe_multi_link_attach",                                  \
	  KCONFIG("CONFIG_BPF_SYSCALL=y", __VA_ARGS__) }

/* A tracepoint hands over whatever it is about: who reads what sys_enter hands over would misread it. */
static const char *const bodies_blind[] = { "null", "count", "filter", NULL };
/* Those that need nothing of the kernel's function. */
static const char *const bodies_anywhere[] = { "null", "count", "filter", "cal100", NULL };

const struct hook hooks[] = {
	{ "kprobe", "a probe at the first instruction of a function", PB_EV_CALL, NULL, NULL },
	{ "kretprobe", "a probe at the return of a function", PB_EV_RETURN, NULL, NULL },
	{ "tracepoint", "a static tracepoint: entry into any system call", PB_EV_SYSCALL,
	  "raw_syscalls:sys_enter", NULL },
	{ "event", "a static tracepoint of what the workload does", PB_EV_TRACE, NULL, bodies_blind },
	{ "entry", "entry into a function, through ftrace", PB_EV_CALL, NULL, NULL },
	{ "exit", "exit from a function, through ftrace", PB_EV_RETURN, NULL, NULL },
	{ "uprobe", "a probe at the first instruction of a function of user space", PB_EV_USER_CALL, NULL,
	  bodies_anywhere },
	{ "uretprobe", "a probe at the return of a function of user space", PB_EV_USER_RETURN, NULL,
	  bodies_anywhere },
	{ .name = NULL },
};

const struct mech mechs[] = {
	{ "kprobe", "kmod", "kprobe", "kprobe", NULL, "register_kprobe",
	  KMOD_NEEDS("CONFIG_KPROBES=y") },
	{ "kretprobe", "kmod", "kretprobe", "kretprobe", "kprobe", "register_kretprobe",
	  KMOD_NEEDS("CONFIG_KRETPROBES=y") },
	{ "tracepoint", "kmod", "tracepoint", "tracepoint", NULL, "tracepoint_probe_register",
	  KMOD_NEEDS("CONFIG_TRACEPOINTS=y") },
	{ "tracepoint", "kmod", "event", "tracepoint", NULL, "tracepoint_probe_register",
	  KMOD_NEEDS("CONFIG_TRACEPOINTS=y") },
	{ "ftrace_ops", "kmod", "entry", "entry", NULL, "register_ftrace_function",
	  KMOD_NEEDS("CONFIG_DYNAMIC_FTRACE=y", "CONFIG_KPROBES=y") },
	{ "ftrace_direct", "kmod", "entry", "direct", NULL, "register_ftrace_direct, a trampoline of its own",
	  KMOD_NEEDS("CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y", "CONFIG_KPROBES=y") },
	{ "kretprobe", "kmod", "exit", "kretprobe", "kprobe", "register_kretprobe, where there is no fprobe",
	  KMOD_NEEDS("CONFIG_KRETPROBES=y") },
	{ "fprobe", "kmod", "exit", "exit", "entry", "register_fprobe",
	  KMOD_NEEDS("CONFIG_FPROBE=y", "CONFIG_KPROBES=y") },
	{ "kprobe", "ebpf", "kprobe", "kprobe", NULL, "SEC(\"kprobe\"), a perf event",
	  EBPF_NEEDS("CONFIG_KPROBE_EVENTS=y", "CONFIG_BPF_EVENTS=y") },
	{ "kretprobe", "ebpf", "kretprobe", "kretprobe", "kprobe", "SEC(\"kretprobe\"), a perf event",
	  EBPF_NEEDS("CONFIG_KPROBE_EVENTS=y", "CONFIG_BPF_EVENTS=y") },
	{ "raw_tp", "ebpf", "tracepoint", "raw_tp", NULL, "SEC(\"raw_tp\")",
	  EBPF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "tp_btf", "ebpf", "tracepoint", "tp_btf", NULL, "SEC(\"tp_btf\"), typed arguments",
	  EBPF_BTF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "tp", "ebpf", "tracepoint", "tp", NULL, "SEC(\"tp\"), a perf event; no module twin",
	  EBPF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "raw_tp", "ebpf", "event", "raw_tp", NULL, "SEC(\"raw_tp\")",
	  EBPF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "tp_btf", "ebpf", "event", "tp_btf", NULL, "SEC(\"tp_btf\"), typed arguments",
	  EBPF_BTF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "tp", "ebpf", "event", "tp", NULL, "SEC(\"tp\"), a perf event; no module twin",
	  EBPF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "fentry", "ebpf", "entry", "entry", NULL, "SEC(\"fentry\"), a BPF trampoline",
	  EBPF_BTF_NEEDS("CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y") },
	{ "fexit", "ebpf", "exit", "exit", "entry", "SEC(\"fexit\"), a BPF trampoline",
	  EBPF_BTF_NEEDS("CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y") },
	{ "uprobe", "kmod", "uprobe", "uprobe", NULL, "uprobe_register", KMOD_NEEDS("CONFIG_UPROBES=y") },
	{ "uretprobe", "kmod", "uretprobe", "uretprobe", NULL, "uprobe_register, the handler of the return",
	  KMOD_NEEDS("CONFIG_UPROBES=y") },
	{ "uprobe", "ebpf", "uprobe", "uprobe", NULL, "SEC(\"uprobe\"), a perf event",
	  EBPF_NEEDS("CONFIG_UPROBE_EVENTS=y", "CONFIG_BPF_EVENTS=y") },
	{ "uprobe.multi", "ebpf", "uprobe", "umulti", NULL, "SEC(\"uprobe.multi\"), a link for many places",
	  EBPF_MULTI_NEEDS("CONFIG_UPROBES=y", "CONFIG_BPF_EVENTS=y") },
	{ "uretprobe", "ebpf", "uretprobe", "uretprobe", NULL, "SEC(\"uretprobe\"), a perf event",
	  EBPF_NEEDS("CONFIG_UPROBE_EVENTS=y", "CONFIG_BPF_EVENTS=y") },
	{ "uretprobe.multi", "ebpf", "uretprobe", "uretmulti", NULL,
	  "SEC(\"uretprobe.multi\"), a link for many places",
	  EBPF_MULTI_NEEDS("CONFIG_UPROBES=y", "CONFIG_BPF_EVENTS=y") },
	{ "kprobe", "bpftrace", "kprobe", "kprobe", NULL, "bpftrace's kprobe",
	  EBPF_NEEDS("CONFIG_KPROBE_EVENTS=y", "CONFIG_BPF_EVENTS=y") },
	{ "kretprobe", "bpftrace", "kretprobe", "kretprobe", NULL, "bpftrace's kretprobe",
	  EBPF_NEEDS("CONFIG_KPROBE_EVENTS=y", "CONFIG_BPF_EVENTS=y") },
	{ "raw_tp", "bpftrace", "tracepoint", "rawtracepoint", NULL, "bpftrace's rawtracepoint",
	  EBPF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "tp", "bpftrace", "tracepoint", "tracepoint", NULL, "bpftrace's tracepoint, a perf event",
	  EBPF_NEEDS("CONFIG_BPF_EVENTS=y") },
	{ "fentry", "bpftrace", "entry", "kfunc", NULL, "bpftrace's kfunc, a BPF trampoline",
	  EBPF_BTF_NEEDS("CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y") },
	{ .name = NULL },
};

const struct mech_pair mech_pairs[] = {
	{ "kprobe", "kprobe", "kprobe" },
	{ "kretprobe", "kretprobe", "kretprobe" },
	{ "tracepoint", "tracepoint", "raw_tp" },
	{ "tracepoint", "tracepoint", "tp_btf" },
	{ "event", "tracepoint", "raw_tp" },
	{ "event", "tracepoint", "tp_btf" },
	{ "entry", "ftrace_ops", "fentry" },
	{ "entry", "ftrace_direct", "fentry" },
	{ "exit", "kretprobe", "fexit" },
	{ "exit", "fprobe", "fexit" },
	{ "uprobe", "uprobe", "uprobe" },
	{ "uprobe", "uprobe", "uprobe.multi" },
	{ "uretprobe", "uretprobe", "uretprobe" },
	{ "uretprobe", "uretprobe", "uretprobe.multi" },
	{ .hook = NULL },
};
