/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pbf - what every faulty program includes: the two numbers that user space reads, whose events count,
 * and PBF_KPROBE(stem), a kprobe program on do_getpgid() around <stem>_event(ctx, pid).
 */
#ifndef PBF_BPF_H
#define PBF_BPF_H

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <stdbool.h>

__u64 hits = 0;
__s64 evidence = 0;

/* Two words, because there is no strcmp() to call: "pb_trigg" and "er" with its end. */
static __always_inline bool pbf_mine(void)
{
	__u64 comm[2] = {};

	bpf_get_current_comm(comm, sizeof(comm));
	return comm[0] == 0x67676972745f6270 && (comm[1] & 0xffffff) == 0x7265;
}

#define PBF_KPROBE(stem)                                                                           \
	SEC("kprobe/do_getpgid")                                                                   \
	int stem##_pre(struct pt_regs *ctx)                                                        \
	{                                                                                          \
		if (!pbf_mine())                                                                   \
			return 0;                                                                  \
		hits++;                                                                            \
		stem##_event(ctx, (int)PT_REGS_PARM1(ctx));                                        \
		return 0;                                                                          \
	}                                                                                          \
	PBF_LICENSE

#define PBF_LICENSE char _license[] SEC("license") = "GPL"

#endif
