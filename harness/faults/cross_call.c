// SPDX-License-Identifier: GPL-2.0-only
/*
 * cross_call - asks every processor and waits for the answer, with a lock held that the answer needs.
 */
#include "fault.h"

static const struct fault_expect cross_call_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_HANG },
		.why = "all processors wait with interrupts off, so none is left that could say so",
	},
	{ .end = true },
};

const struct fault fault_cross_call = {
	.name = "cross_call",
	.id = "C12",
	.cls = FAULT_CONCURRENCY,
	.mistake = "asks every processor and waits for the answer, with a lock held that the answer needs",
	.side = {
		[SIDE_KMOD] = {
			.expect = cross_call_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "a BPF program can neither run code on another processor nor "
				"call anything while it holds a lock",
		},
	},
};
