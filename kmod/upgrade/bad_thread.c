// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_thread - v1 of the relay, whose thread outlives it.
 */
#define UP_VERSION 1
#define UP_RECORD  struct up_state
#include "relay.h"

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>

static noinline int up_thread(void *data)
{
	for (;;)
		msleep(20);
	return 0;
}

static int up_begin_thread(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(up_thread, NULL, "pb_up_thread"));
}
#define UP_BAD_INIT() up_begin_thread()
#include "bad.h"
