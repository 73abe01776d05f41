// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread_left_running - leaves a thread asleep in its code when that goes away.
 */
#include "fault.h"

static const struct fault_expect thread_left_running_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_OOPS_CLEAN },
		.recovered = true,
		.line = "BUG: unable to handle page fault",
		.why = "only the collector's own thread dies",
	},
	{ .end = true },
};

const struct fault fault_thread_left_running = {
	.name = "thread_left_running",
	.id = "U10",
	.cls = FAULT_LIFECYCLE,
	.mistake = "leaves a thread asleep in its code when that goes away",
	.side = {
		[SIDE_KMOD] = {
			.expect = thread_left_running_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "programs have no threads",
		},
	},
};
