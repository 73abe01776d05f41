// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_sleeps - waits, when it is removed, for a user that it forgot to count down, in a sleep that signals end.
 */
#include "fault.h"

static const struct fault_expect unload_sleeps_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_HANG },
		.why = "the kernel does not count such a sleep as stuck, however long it is, and nobody sends the signal",
	},
	{ .end = true },
};

const struct fault fault_unload_sleeps = {
	.name = "unload_sleeps",
	.id = "U13",
	.cls = FAULT_LIFECYCLE,
	.mistake = "waits, when it is removed, for a user that it forgot to count down, in a sleep that signals end",
	/* Twice and more what the kernel takes to report the sleep of unload_waits. */
	.limit_s = 20,
	.side = {
		[SIDE_KMOD] = {
			.expect = unload_sleeps_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "a program has no code that runs when it is removed",
		},
	},
};
