// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_waits - waits asleep, when it is removed, for a user that it forgot to count down.
 */
#include "fault.h"

static const struct fault_expect unload_waits_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_WARN },
		.line = "blocked for more than",
		.why = "nobody can end who removes it, and nothing else is harmed; the kernel says so after a while",
	},
	{ .end = true },
};

const struct fault fault_unload_waits = {
	.name = "unload_waits",
	.id = "U11",
	.cls = FAULT_LIFECYCLE,
	.mistake = "waits asleep, when it is removed, for a user that it forgot to count down",
	/* Tasks are looked at every 120 s as Debian boots it, and one may have begun to wait just after. */
	.stock_limit_s = 300,
	.side = {
		[SIDE_KMOD] = {
			.expect = unload_waits_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "a program has no code that runs when it is removed",
		},
	},
};
