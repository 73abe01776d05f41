/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live - a version of the relay that livepatch puts over the function of one that is loaded.
 *
 * kmod only: no BPF program can be patched. The patch replaces all earlier ones, so that the next
 * version is the same step again and the last one can be unloaded.
 */
#include "relay.h"

#include <linux/livepatch.h>
#include <linux/module.h>

static void up_live_event(u64 number)
{
	up_record(number);
}

static struct klp_func up_funcs[] = {
	{ .old_name = "up_live_event", .new_func = up_live_event },
	{}
};

static struct klp_object up_objects[] = {
	{ .name = "pb_up_live0", .funcs = up_funcs },
	{}
};

static struct klp_patch up_patch = {
	.mod = THIS_MODULE,
	.objs = up_objects,
	.replace = true,
};

static int __init up_init(void)
{
	int err = up_find_state();

	return err ? err : klp_enable_patch(&up_patch);
}
module_init(up_init);

static void __exit up_exit(void)
{
}
module_exit(up_exit);

MODULE_INFO(livepatch, "Y");
MODULE_DESCRIPTION("probebench: upgrade, a version of the relay as a live patch");
MODULE_LICENSE("GPL");
