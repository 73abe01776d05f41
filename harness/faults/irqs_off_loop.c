// SPDX-License-Identifier: GPL-2.0-only
/*
 * irqs_off_loop - waits in a loop for what never comes, with interrupts off.
 */
#include "fault.h"

static const struct fault_expect irqs_off_loop_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

const struct fault fault_irqs_off_loop = {
	.name = "irqs_off_loop",
	.id = "L06",
	.cls = FAULT_TERMINATION,
	.core = true,
	.mistake = "waits in a loop for what never comes, with interrupts off",
	.side = {
		[SIDE_KMOD] = {
			.expect = irqs_off_loop_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "BPF programs of these kernels have no way to turn "
				"interrupts off",
		},
	},
};
