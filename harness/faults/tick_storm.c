// SPDX-License-Identifier: GPL-2.0-only
/*
 * tick_storm - works longer at every tick of the timer than there is time between two ticks.
 *
 * How much longer must not be a matter of the machine: where a tick is over before the kernel calls it a
 * stall, the processor reports nothing and does next to nothing. So it is hours.
 */
#include "fault.h"

static const struct fault_expect tick_storm_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect tick_storm_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "the program is bounded; it is the hook that is too hot; a processor that "
			"stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

const struct fault fault_tick_storm = {
	.name = "tick_storm",
	.id = "R07",
	.cls = FAULT_RESOURCE,
	.mistake = "works longer at every tick of the timer than there is time between two ticks",
	.side = {
		[SIDE_KMOD] = {
			.expect = tick_storm_kmod,
		},
		[SIDE_EBPF] = {
			.expect = tick_storm_ebpf,
		},
	},
};
