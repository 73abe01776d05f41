// SPDX-License-Identifier: GPL-2.0-only
/*
 * nested_loop - nests loops: 8388608 rounds, each of 8388608.
 *
 * How fast the machine is must not matter: where one event is over before the kernel calls it a stall,
 * nobody reports anything, and ten of them take minutes. So it is hours.
 */
#include "fault.h"

static const struct fault_expect nested_loop_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect nested_loop_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "every loop has a bound, and the bounds multiply; a processor that stays "
			"stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

const struct fault fault_nested_loop = {
	.name = "nested_loop",
	.id = "L04",
	.cls = FAULT_TERMINATION,
	.core = true,
	.mistake = "nests loops: 8388608 rounds, each of 8388608",
	/* The kernel's word that a processor is stuck takes a minute of a busy host's time. */
	.quiet_s = 120,
	.side = {
		[SIDE_KMOD] = {
			.expect = nested_loop_kmod,
		},
		[SIDE_EBPF] = {
			.expect = nested_loop_ebpf,
		},
	},
};
