/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_fault - what the eBPF side of every fault includes: the hook, the filter, the two observables.
 *
 * PB_FAULT(stem) calls <stem>_event(n) at every event of the trigger, PB_FAULT_REGS(stem) calls
 * <stem>_event(regs) with the registers of the hooked function. The counterparts of the same names
 * are in kmod/faults/pb_fault.h, the contract in include/probebench/fault.h.
 */
#ifndef PB_FAULT_BPF_H
#define PB_FAULT_BPF_H

#define __TARGET_ARCH_x86

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <probebench/fault.h>

__u64 hits = 0;
__s64 evidence = 0;

/* Of both sides: an address or a number that the compiler must not see through. */
#define pb_opaque(x) asm volatile("" : "+r"(x))

/* ebpf only: the kernel's structs are declared as far as they are used; libbpf finds the rest. */
#define PB_CORE __attribute__((preserve_access_index))

static __always_inline int pb_mine(void)
{
	/* Filled before: 6.1 leaves what is behind a short name as it was. */
	char comm[16] = PB_FAULT_COMM, mine[16] = {};

	bpf_get_current_comm(mine, sizeof(mine));
	return ((__u64 *)comm)[0] == ((__u64 *)mine)[0] && ((__u64 *)comm)[1] == ((__u64 *)mine)[1];
}

static __always_inline void pb_hit(void)
{
	__sync_fetch_and_add(&hits, 1);
}

static __always_inline __u64 pb_number(struct pt_regs *regs)
{
	return (int)PT_REGS_PARM1(regs) - PB_FAULT_BASE;
}

/* ebpf only: the kernel's names of the registers, which are not those that users have. */
struct pt_regs___kernel {
	unsigned long si, sp;
} PB_CORE;

/* What the trigger has in its registers: the page it has not touched, and its stack. */
static __always_inline __u64 pb_user_page(void)
{
	struct pt_regs___kernel *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());

	return BPF_CORE_READ(regs, si);
}

static __always_inline __u64 pb_user_stack(void)
{
	struct pt_regs___kernel *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());

	return BPF_CORE_READ(regs, sp);
}

#define PB_FAULT_CALL(stem, section, call)                                                         \
	SEC(section)                                                                               \
	int stem(struct pt_regs *regs)                                                             \
	{                                                                                          \
		if (pb_mine()) {                                                                   \
			pb_hit();                                                                  \
			call;                                                                      \
		}                                                                                  \
		return 0;                                                                          \
	}

#define PB_FAULT_LICENSE(stem) char _license[] SEC("license") = "GPL"

#define PB_FAULT(stem)                                                                             \
	PB_FAULT_CALL(stem, "kprobe/do_getpgid", stem##_event(pb_number(regs)))                    \
	PB_FAULT_LICENSE(stem)

#define PB_FAULT_REGS(stem)                                                                        \
	PB_FAULT_CALL(stem, "kprobe/do_getpgid", stem##_event(regs))                               \
	PB_FAULT_LICENSE(stem)

/* ebpf only: what a program may do depends on its type, so the mechanism is part of the fault. */
#define PB_FAULT_ENTRY(stem)                                                                       \
	SEC("fentry/do_getpgid")                                                                   \
	int stem(__u64 *args)                                                                      \
	{                                                                                          \
		if (pb_mine()) {                                                                   \
			pb_hit();                                                                  \
			stem##_event((int)args[0] - PB_FAULT_BASE);                                \
		}                                                                                  \
		return 0;                                                                          \
	}                                                                                          \
	PB_FAULT_LICENSE(stem)

/* ebpf only: locks are for programs of other types, which no event here starts; loading is all. */
#define PB_FAULT_TC(stem)                                                                          \
	SEC("tc")                                                                                  \
	int stem(struct __sk_buff *skb)                                                            \
	{                                                                                          \
		stem##_event(skb->mark);                                                           \
		return 0;                                                                          \
	}                                                                                          \
	PB_FAULT_LICENSE(stem)

#endif
