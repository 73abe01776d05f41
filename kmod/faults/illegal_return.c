// SPDX-License-Identifier: GPL-2.0-only
/*
 * illegal_return - the module side: where the kernel expects 0 or an error, a handler makes it see
 * 1.
 */
#include "pb_fault.h"

/* fault */

static int illegal_return_value(void)
{
	return 1;
}

/* hook */

/* kmod only: modules cannot add security hooks, but they can change what one returned. */
static int illegal_return_kretprobe(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	if (pb_mine()) {
		pb_hit();
		regs_set_return_value(regs, illegal_return_value());
	}
	return 0;
}

static struct kretprobe illegal_return_hook = {
	.kp.symbol_name = "security_file_alloc",
	.handler = illegal_return_kretprobe,
};

static int __init illegal_return_init(void)
{
	return register_kretprobe(&illegal_return_hook);
}

static void __exit illegal_return_exit(void)
{
	unregister_kretprobe(&illegal_return_hook);
}

module_init(illegal_return_init);
module_exit(illegal_return_exit);
PB_FAULT_LICENSE(illegal_return);
