/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handlers - one handler a mechanism around up_event(number), which a version or a stub defines.
 */
#include "../pb_kmod.h"
#include "../compat/ftrace_regs.h"

/* handlers */

static int notrace up_kprobe(struct kprobe *p, struct pt_regs *regs)
{
	up_event(regs->di);
	return 0;
}

static void notrace up_tracepoint(void *data, struct pt_regs *regs, long id)
{
	if (id == UP_SYSCALL)
		up_event(regs->di);
}

static void notrace up_entry(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			     struct ftrace_regs *fregs)
{
	up_event(pb_ftrace_argument(fregs, 0));
}

static const struct pb_mech pb_mechs[PB_MAX_MECHS] = {
	PB_MECH(kprobe, up_kprobe),
	PB_MECH(tracepoint, up_tracepoint),
	PB_MECH(ftrace_ops, up_entry),
};
