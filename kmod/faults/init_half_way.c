// SPDX-License-Identifier: GPL-2.0-only
/*
 * init_half_way - the module side: the second of two probes cannot be attached, and the first one
 * is forgotten.
 */
#include "pb_fault.h"

/* fault */

static void init_half_way_event(u64 n)
{
	evidence++;
}

/* hook */

PB_HANDLER(init_half_way);

static struct kprobe init_half_way_second = {
	.symbol_name = "no_function_has_this_name",
	.pre_handler = init_half_way_kprobe,
};

static int __init init_half_way_init(void)
{
	int err = register_kprobe(&init_half_way_hook);

	return err ? err : register_kprobe(&init_half_way_second);
}

static void __exit init_half_way_exit(void)
{
	unregister_kprobe(&init_half_way_second);
	unregister_kprobe(&init_half_way_hook);
}

module_init(init_half_way_init);
module_exit(init_half_way_exit);
PB_FAULT_LICENSE(init_half_way);
