/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_bpf - what every BPF program of the project includes: helpers and the handlers' frame.
 *
 * PB_HANDLERS(stem) gives one program per mechanism around <stem>_record(), PB_PAIR_HANDLERS(stem)
 * programs for entry and exit around <stem>_enter() and <stem>_leave(), PB_SIZE_HANDLERS(stem) programs for
 * the way in around <stem>_record(size), the third argument of the call, PB_CTX_HANDLERS(stem) programs around
 * <stem>_record(ctx), for what only helpers that want the context can do, PB_REGS_HANDLERS(stem) the same for
 * stacks: the counterparts of the macros of the same names in kmod/pb_kmod.h. The "?" keeps all of them unloaded until the harness
 * picks one, so that no object carries a program that the kernel at hand cannot verify.
 */
#ifndef PB_BPF_BPF_H
#define PB_BPF_BPF_H

#include <asm/ptrace.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include <probebench/abi.h>

#define PB_PROGRAM(section, stem, mech, call)                                                      \
	SEC("?" section)                                                                           \
	int stem##_##mech(void *ctx)                                                               \
	{                                                                                          \
		stem##_##call();                                                                   \
		return 0;                                                                          \
	}

#define PB_HANDLERS(stem)                                                                          \
	PB_PROGRAM("kprobe", stem, kprobe, record)                                                 \
	PB_PROGRAM("kretprobe", stem, kretprobe, record)                                           \
	PB_PROGRAM("raw_tp", stem, raw_tp, record)                                                 \
	PB_PROGRAM("tp_btf", stem, tp_btf, record)                                                 \
	PB_PROGRAM("tp", stem, tp, record)                                                         \
	PB_PROGRAM("fentry", stem, entry, record)                                                  \
	PB_PROGRAM("fexit", stem, exit, record)                                                    \
	PB_PROGRAM("uprobe", stem, uprobe, record)                                                 \
	PB_PROGRAM("uretprobe", stem, uretprobe, record)                                           \
	PB_PROGRAM("uprobe.multi", stem, umulti, record)                                           \
	PB_PROGRAM("uretprobe.multi", stem, uretmulti, record)                                     \
	char _license[] SEC("license") = "GPL"

#define PB_CTX_PROGRAM(section, stem, mech)                                                        \
	SEC("?" section)                                                                           \
	int stem##_##mech(void *ctx)                                                               \
	{                                                                                          \
		stem##_record(ctx);                                                                \
		return 0;                                                                          \
	}

#define PB_CTX_HANDLERS(stem)                                                                      \
	PB_CTX_PROGRAM("kprobe", stem, kprobe)                                                     \
	PB_CTX_PROGRAM("raw_tp", stem, raw_tp)                                                     \
	PB_CTX_PROGRAM("tp_btf", stem, tp_btf)                                                     \
	char _license[] SEC("license") = "GPL"

/* At a kprobe the context is the registers; elsewhere the kernel looks for its own. */
#define PB_REGS_HANDLERS(stem)                                                                     \
	PB_CTX_PROGRAM("kprobe", stem, kprobe)                                                     \
	PB_CTX_PROGRAM("fentry", stem, entry)                                                      \
	char _license[] SEC("license") = "GPL"

#define PB_PAIR_HANDLERS(stem)                                                                     \
	PB_PROGRAM("kprobe", stem, kprobe, enter)                                                  \
	PB_PROGRAM("kretprobe", stem, kretprobe, leave)                                            \
	PB_PROGRAM("fentry", stem, entry, enter)                                                   \
	PB_PROGRAM("fexit", stem, exit, leave)                                                     \
	char _license[] SEC("license") = "GPL"

/* A function with fewer arguments has no third one: then the size is 0. */
static __always_inline __attribute__((unused)) __u64 pb_function_size(void *ctx)
{
	__u64 size = 0;

	bpf_get_func_arg(ctx, 2, &size);
	return size;
}

/* Kernel functions and system calls have their third argument in the same register. */
#define PB_SIZE_PROGRAM(section, stem, mech, type, size)                                           \
	SEC("?" section)                                                                           \
	int stem##_##mech(type *ctx)                                                               \
	{                                                                                          \
		stem##_record(size);                                                               \
		return 0;                                                                          \
	}

#define PB_SIZE_HANDLERS(stem)                                                                     \
	PB_SIZE_PROGRAM("kprobe", stem, kprobe, struct pt_regs, ctx->rdx)                          \
	PB_SIZE_PROGRAM("tp_btf", stem, tp_btf, struct pt_regs *, (*ctx)->rdx)                     \
	PB_SIZE_PROGRAM("fentry", stem, entry, void, pb_function_size(ctx))                        \
	char _license[] SEC("license") = "GPL"

#endif
