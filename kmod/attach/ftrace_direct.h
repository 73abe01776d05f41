/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace_direct - let the entry of a function call a trampoline of the module's own, with nothing
 * of ftrace in between: the closest that a module comes to fentry.
 *
 * kmod only: what ftrace would do for a callback, and the BPF trampoline does for a program, is the
 * module's to do: PB_DIRECT_TRAMPOLINE saves the registers that may hold the function's arguments.
 */
#include "../compat/ftrace_direct.h"
#include "../compat/ftrace_ops.h"

void pb_direct_trampoline(void);

/* <stem>_direct() is called with the function's own arguments. */
#define PB_DIRECT_TRAMPOLINE(stem)                                                                 \
	asm(".pushsection .text, \"ax\", @progbits\n"                                             \
	    ".type pb_direct_trampoline, @function\n"                                              \
	    "pb_direct_trampoline:\n" ASM_ENDBR                                                    \
	    "	pushq %rbp\n"                                                                      \
	    "	movq %rsp, %rbp\n" PB_CALL_DEPTH                                                   \
	    "	pushq %rdi\n"                                                                      \
	    "	pushq %rsi\n"                                                                      \
	    "	pushq %rdx\n"                                                                      \
	    "	pushq %rcx\n"                                                                      \
	    "	pushq %r8\n"                                                                       \
	    "	pushq %r9\n"                                                                       \
	    "	call " #stem "_direct\n"                                                           \
	    "	popq %r9\n"                                                                        \
	    "	popq %r8\n"                                                                        \
	    "	popq %rcx\n"                                                                       \
	    "	popq %rdx\n"                                                                       \
	    "	popq %rsi\n"                                                                       \
	    "	popq %rdi\n"                                                                       \
	    "	leave\n" ASM_RET                                                                   \
	    ".size pb_direct_trampoline, .-pb_direct_trampoline\n"                                 \
	    ".popsection\n")

static struct ftrace_ops pb_direct_ops;

static __maybe_unused int pb_ftrace_direct_attach(const struct pb_mech *m)
{
	unsigned long address;
	int err = pb_address(&address);

	if (err)
		return err;
	err = ftrace_set_filter_ip(&pb_direct_ops, address, 0, 1);
	if (err)
		return err;
	pb_direct_at(address);
	err = pb_register_direct(&pb_direct_ops, (unsigned long)pb_direct_trampoline);
	if (err)
		pb_ftrace_free_filter(&pb_direct_ops);
	return err;
}

static __maybe_unused void pb_ftrace_direct_detach(void)
{
	pb_unregister_direct(&pb_direct_ops, (unsigned long)pb_direct_trampoline);
	/* A task may be preempted inside the trampoline: wait until every task has left it. */
	synchronize_rcu_tasks();
}
