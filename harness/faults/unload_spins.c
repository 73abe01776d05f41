// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_spins - waits in a loop, when it is removed, for a user that it forgot to count down.
 */
#include "fault.h"

static const struct fault_expect unload_spins_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_LOCKUP_CPU },
		.line = "BUG: soft lockup|self-detected stall|detected stalls",
		.why = "6.12 misses the processor's turn at other tasks; 6.1 misses RCU's as well, and may say so first",
	},
	{ .end = true },
};

const struct fault fault_unload_spins = {
	.name = "unload_spins",
	.id = "U12",
	.cls = FAULT_LIFECYCLE,
	.mistake = "waits in a loop, when it is removed, for a user that it forgot to count down",
	.side = {
		[SIDE_KMOD] = {
			.expect = unload_spins_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "a program has no code that runs when it is removed",
		},
	},
};
