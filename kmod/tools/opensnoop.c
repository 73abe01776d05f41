// SPDX-License-Identifier: GPL-2.0-only
/*
 * opensnoop - the module side: every open and what came of it (contract: include/probebench/opensnoop.h).
 */
#include "pb_tool.h"

#include <asm/syscall.h>
#include <uapi/linux/openat2.h>

#include <probebench/opensnoop.h>

/* record */

struct opensnoop_call {
	const char __user *path;
	int dirfd;
	u32 flags;
};

/* What was asked for; false: the call is none that opens. */
static __always_inline bool opensnoop_call(const struct pt_regs *regs, struct opensnoop_call *call)
{
	u64 how = 0;

	switch (regs->orig_ax) {
	case __NR_open:
	case __NR_creat:
		call->dirfd = PB_OPENSNOOP_CWD;
		call->flags = regs->orig_ax == __NR_open ? regs->si : O_CREAT | O_WRONLY | O_TRUNC;
		call->path = (const char __user *)regs->di;
		return true;
	case __NR_openat:
		call->flags = regs->dx;
		break;
	case __NR_openat2:
		/* The flags are the first member of a structure. */
		if (copy_from_user_nofault(&how, (const void __user *)regs->dx, sizeof(how)))
			how = 0;
		call->flags = how;
		break;
	default:
		return false;
	}
	call->dirfd = regs->di;
	call->path = (const char __user *)regs->si;
	return true;
}

/* The string at @path; its bytes with the NUL, 0 if it cannot be read. */
static __always_inline u32 opensnoop_path(char *to, const char __user *path)
{
	long n;

	/* kmod only: the kernel exports no strncpy_from_user_nofault(), but what it is made of. */
	pagefault_disable();
	n = strncpy_from_user(to, path, PB_OPENSNOOP_PATH);
	pagefault_enable();
	if (n < 0)
		return 0;
	if (n >= PB_OPENSNOOP_PATH)
		n = PB_OPENSNOOP_PATH - 1;
	to[n] = 0;
	return n + 1;
}

static __always_inline void opensnoop_record(const struct pt_regs *regs, long ret)
{
	struct opensnoop_call call;
	struct pb_opensnoop *r;

	if (!opensnoop_call(regs, &call) || !pb_tool_native() || !pb_tool_wants(current->tgid))
		return;
	r = pb_tool_reserve(sizeof(*r));
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
