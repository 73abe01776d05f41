// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_tracepoint - does, in the probe of a tracepoint, what fires the tracepoint.
 */
#include "fault.h"

static const struct fault_expect self_tracepoint_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "stack guard page",
	},
	{ .end = true },
};

static const struct fault_expect self_tracepoint_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOSS_SILENT }, .recovered = true,
		.why = "the kernel does not run it inside itself, and so it does not see what it "
			"makes itself",
	},
	{ .end = true },
};

const struct fault fault_self_tracepoint = {
	.name = "self_tracepoint",
	.id = "C11",
	.cls = FAULT_CONCURRENCY,
	.mistake = "does, in the probe of a tracepoint, what fires the tracepoint",
	.side = {
		[SIDE_KMOD] = {
			.expect = self_tracepoint_kmod,
		},
		[SIDE_EBPF] = {
			.hits = 20,
			.expect = self_tracepoint_ebpf,
		},
	},
};
