// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_busy - v1 of the relay, which somebody holds a reference to until its parameter release is written.
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "relay.h"

#include <linux/module.h>

static int up_release_set(const char *val, const struct kernel_param *kp)
{
	module_put(THIS_MODULE);
	return 0;
}

static const struct kernel_param_ops up_release_ops = { .set = up_release_set };
module_param_cb(release, &up_release_ops, NULL, 0200);

static int up_hold(void)
{
	__module_get(THIS_MODULE);
	return 0;
}
#define UP_BAD_INIT() up_hold()
#include "bad.h"
