// SPDX-License-Identifier: GPL-2.0-only
/*
 * hooked - no fault: a module with a function that somebody else's fault observes.
 *
 * Reading its parameter `poke` calls pbf_hooked_event() once.
 */
#include <linux/module.h>

static noinline int pbf_hooked_event(int n)
{
	barrier();
	return n + 1;
}

static int poked;

static int poke_get(char *to, const struct kernel_param *kp)
{
	poked = pbf_hooked_event(READ_ONCE(poked));
	return scnprintf(to, PAGE_SIZE, "%d\n", poked);
}

static const struct kernel_param_ops poke_ops = { .get = poke_get };

module_param_cb(poke, &poke_ops, NULL, 0444);
MODULE_PARM_DESC(poke, "reading it is an event");

static int __init hooked_init(void)
{
	return 0;
}

static void __exit hooked_exit(void)
{
}

module_init(hooked_init);
module_exit(hooked_exit);
MODULE_DESCRIPTION("probebench: what hooked_module_gone observes");
MODULE_LICENSE("GPL");
