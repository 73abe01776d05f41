// SPDX-License-Identifier: GPL-2.0-only
/*
 * opensnoop - the eBPF side: every open and what came of it (contract: include/probebench/opensnoop.h).
 */
#include "pb_tool.bpf.h"

#include <asm/unistd.h>
#include <linux/fcntl.h>

#include <probebench/opensnoop.h>

/* record */

PB_TOOL_STAGE(struct pb_opensnoop);

struct opensnoop_call {
	const char *path;
	int dirfd;
	__u32 flags;
};

/* What was asked for; false: the call is none that opens. */
static __always_inline int opensnoop_call(const struct pt_regs *regs, struct opensnoop_call *call)
{
	__u64 how = 0;

	switch (regs->orig_rax) {
	case __NR_open:
	case __NR_creat:
		call->dirfd = PB_OPENSNOOP_CWD;
		call->flags = regs->orig_rax == __NR_open ? regs->rsi : O_CREAT | O_WRONLY | O_TRUNC;
		call->path = (const char *)regs->rdi;
		return 1;
	case __NR_openat:
		call->flags = regs->rdx;
		break;
	case __NR_openat2:
		/* The flags are the first member of a structure. */
		if (bpf_probe_read_user(&how, sizeof(how), (const void *)regs->rdx))
			how = 0;
		call->flags = how;
		break;
	default:
		return 0;
	}
	call->dirfd = regs->rdi;
	call->path = (const char *)regs->rsi;
	return 1;
}

/* The string at @path; its bytes with the NUL, 0 if it cannot be read. */
static __always_inline __u32 opensnoop_path(char *to, const char *path)
{
	long n = bpf_probe_read_user_str(to, PB_OPENSNOOP_PATH, path);

	if (n < 0)
		return 0;
	/* ebpf only: of an empty string 6.1 and 6.12 say that it has no bytes, not even a NUL. */
	if (!n) {
		to[0] = 0;
		n = 1;
	}
	/* ebpf only: it is never more, but the verifier wants to see that. */
	if (n > PB_OPENSNOOP_PATH)
		n = PB_OPENSNOOP_PATH;
	return n;
}

static __always_inline void opensnoop_record(const struct pt_regs *regs, long ret)
{
	struct opensnoop_call call;
	struct pb_opensnoop *r;

	if (!opensnoop_call(regs, &call) || !pb_tool_native() ||
	    !pb_tool_wants(bpf_get_current_pid_tgid() >> 32))
		return;
	r = pb_tool_reserve();
	if (!r)
		return;
	pb_tool_head_fill(&r->head);
	r->ret = ret;
	r->dirfd = call.dirfd;
	r->flags = call.flags;
	r->path_bytes = opensnoop_path(r->path, call.path);
	pb_tool_commit(&r->head, offsetof(struct pb_opensnoop, path) + r->path_bytes);
}

/* handlers */

PB_PROBE(opensnoop, sys_exit, opensnoop_record(regs, ret), struct pt_regs *regs, long ret)

PB_TOOL_HANDLERS(opensnoop, PB_AT(opensnoop, sys_exit));
