// SPDX-License-Identifier: GPL-2.0-only
/*
 * deny - functions that nothing is attached to, and why.
 *
 * Whole subsystems by the words in their names: it costs nothing to leave out too many of fifty thousand, and one
 * too few may take the guest down or let the harness count itself.
 */
#include <fnmatch.h>
#include <string.h>

#include "scaling/pick.h"

static const struct {
	const char *reason;
	const char *const *globs;
} denied[] = {
	{ "it is part of tracing or of changing code: a handler there may lead to itself",
	  (const char *const[]){ "*trace*", "*kprobe*", "*bpf*", "*perf*", "*uprobe*", "*fprobe*", "*rethook*",
				 "*text_poke*", "*jump_label*", "*static_call*", "*static_key*", "*ring_buffer*",
				 "*rb_*", "*livepatch*", "klp_*", "*module*", "*kallsyms*", "*ksym*", "*trampoline*",
				 "*mcount*", "*fentry*", "*btf*", NULL } },
	{ "it runs in interrupts, faults and exceptions, from where nothing may be waited for",
	  (const char *const[]){ "*irq*", "*nmi*", "exc_*", "*asm_*", "*apic*", "*fault*", "*idt*", "*trap*", "*fixup*",
				 "*int3*", "*oops*", "*panic*", "*die*", "*mce*", "*unwind*", "*stack*", "*extable*",
				 "*smp*", "*ipi*", NULL } },
	{ "it is what the kernel keeps time by",
	  (const char *const[]){ "*tick*", "*timer*", "*clock*", "*time*", "*tsc*", "*jiff*", "*nohz*", "*delay*", NULL } },
	{ "it schedules, or waits for readers: the handler's own kernel depends on it",
	  (const char *const[]){ "*sched*", "*rq_*", "*_rq*", "*switch*", "*preempt*", "*idle*", "*wake*", "*rcu*",
				 "*lock*", "*mutex*", "*_sem*", "*wait*", "*cpu*", "*task*", "*migrat*", "*swait*",
				 "*completion*", "*kthread*", "*workqueue*", "*work*", NULL } },
	{ "it is on the way between user space and the kernel, or starts and ends processes",
	  (const char *const[]){ "*entry*", "*syscall*", "*_user*", "user_*", "*exit*", "*fork*", "*exec*", "*signal*",
				 "*context_tracking*", "*fpu*", "*xstate*", "*get_pid*", "*getp*", NULL } },
	{ "it allocates memory or maps it, which attaching does itself",
	  (const char *const[]){ "*alloc*", "*free*", "*slab*", "*slub*", "*page*", "*vma*", "*mmap*", "*mm_*", "*_mm*",
				 "*pte*", "*pmd*", "*pud*", "*tlb*", "*memcg*", "*mem_cgroup*", "*vmap*", "*vmalloc*",
				 NULL } },
	{ "the harness speaks through it",
	  (const char *const[]){ "*serial*", "*uart*", "*tty*", "*console*", "*printk*", "*vprintk*", "*log_*", "*kmsg*",
				 "*debugfs*", "*tracefs*", "*seq_*", "*vfs_*", NULL } },
	{ "it belongs to a hypervisor's interface or to turning the machine off",
	  (const char *const[]){ "*pv_*", "*paravirt*", "kvm*", "xen*", "hv_*", "*hyperv*", "*reboot*", "*power*",
				 "*suspend*", "*resume*", "*hibernat*", "*machine*", NULL } },
};

const char *pick_denied(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(denied); i++)
		for (const char *const *g = denied[i].globs; *g; g++)
			if (!fnmatch(*g, name, 0))
				return denied[i].reason;
	return NULL;
}
