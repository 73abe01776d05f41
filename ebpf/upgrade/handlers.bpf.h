/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handlers - one program a mechanism around up_event(ctx, number), which a version or a stub
 * defines.
 *
 * ebpf only: a tail call needs the context, so up_event() has it; a module's stub calls a function.
 */
#include <asm/ptrace.h>

/* handlers */

SEC("?kprobe")
int up_kprobe(struct pt_regs *ctx)
{
	up_event(ctx, ctx->rdi);
	return 0;
}

SEC("?raw_tp")
int up_raw_tp(struct bpf_raw_tracepoint_args *ctx)
{
	const struct pt_regs *regs = (const void *)ctx->args[0];
	__u64 number;

	if (ctx->args[1] == UP_SYSCALL &&
	    !bpf_probe_read_kernel(&number, sizeof(number), &regs->rdi))
		up_event(ctx, number);
	return 0;
}

struct up_tp_args {
	__u64 common;
	__s64 id;
	__u64 args[6];
};

SEC("?tp")
int up_tp(struct up_tp_args *ctx)
{
	if (ctx->id == UP_SYSCALL)
		up_event(ctx, ctx->args[0]);
	return 0;
}

SEC("?fentry")
int up_entry(__u64 *ctx)
{
	up_event(ctx, ctx[0]);
	return 0;
}

char _license[] SEC("license") = "GPL";
