/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_ops - attach a callback to the entry of a function.
 *
 * kmod only: without FTRACE_OPS_FL_RECURSION ftrace trusts the handler to call nothing that is
 * traced, and calls it directly.
 */
#include "../compat/ftrace_ops.h"

static struct ftrace_ops pb_ftrace_ops = { .flags = PB_FTRACE_UNGUARDED };

static __maybe_unused int pb_ftrace_ops_attach(const struct pb_mech *m)
{
	unsigned long address;
	int err = pb_address(&address);

	if (err)
		return err;
	pb_ftrace_ops.func = m->handler;
	pb_ftrace_ops.flags |= m->flags;
	err = ftrace_set_filter_ip(&pb_ftrace_ops, address, 0, 1);
	if (err)
		return err;
	err = register_ftrace_function(&pb_ftrace_ops);
	if (err)
		pb_ftrace_free_filter(&pb_ftrace_ops);
	return err;
}

static __maybe_unused void pb_ftrace_ops_detach(void)
{
	unregister_ftrace_function(&pb_ftrace_ops);
	pb_ftrace_free_filter(&pb_ftrace_ops);
}
