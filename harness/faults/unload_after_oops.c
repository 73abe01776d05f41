// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_after_oops - is removed after its handler died in the kernel.
 */
#include "fault.h"

static const struct fault_expect unload_after_oops_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED, [STAGE_AT_UNLOAD] = FATE_OOPS_WOUNDED },
		.also = { [STAGE_AT_UNLOAD] = FATE_PANIC },
		.why = "the next event in that place faults inside of its own fault handler, without "
			"end; whether an interrupt comes while the stack is over, and makes it a "
			"panic, is chance",
	},
	{ .end = true },
};

const struct fault fault_unload_after_oops = {
	.name = "unload_after_oops",
	.id = "U08",
	.cls = FAULT_LIFECYCLE,
	.core = true,
	.mistake = "is removed after its handler died in the kernel",
	.unload_wounded = true,
	.side = {
		[SIDE_KMOD] = {
			.expect = unload_after_oops_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "a program that could die in the kernel is not loaded",
		},
	},
};
