/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * behind - a version of the relay that a stub calls: loaded first, given a slot later.
 */
#include "relay.h"
#include "stub.h"

#include <linux/module.h>

static void up_first(u64 number)
{
	up_record(number);
}

static void up_second(u64 number)
{
	up_record_second(number);
}

/*
 * kmod only: writing a slot's number takes that slot; on the other side it is an update of a map.
 */
static int up_take_set(const char *val, const struct kernel_param *kp)
{
	unsigned int slot;
	int err = kstrtouint(val, 0, &slot);

	return err ? err : up_stub_swap(slot, slot ? up_second : up_first);
}

static const struct kernel_param_ops up_take_ops = { .set = up_take_set };
module_param_cb(take, &up_take_ops, NULL, 0200);

static int __init up_init(void)
{
	return up_find_state();
}
module_init(up_init);

static void __exit up_exit(void)
{
	up_stub_leave(up_second);
	up_stub_leave(up_first);
}
module_exit(up_exit);

MODULE_DESCRIPTION("probebench: upgrade, a version of the relay behind a stub");
MODULE_LICENSE("GPL");
