// SPDX-License-Identifier: GPL-2.0-only
/*
 * reference_not_dropped - takes a reference to a task and never drops it.
 */
#include "fault.h"

static const struct fault_expect reference_not_dropped_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_LEAK }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect reference_not_dropped_ebpf[] = {
	{
		.kernel = "6.1", .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "'bpf_task_acquire': not found",
		.why = "the function is younger than 6.1",
	},
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "Unreleased reference",
	},
	{ .end = true },
};

const struct fault fault_reference_not_dropped = {
	.name = "reference_not_dropped",
	.id = "R02",
	.cls = FAULT_RESOURCE,
	.core = true,
	.mistake = "takes a reference to a task and never drops it",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_BYTES,
			.evidence_of = "references taken",
			.expect = reference_not_dropped_kmod,
		},
		[SIDE_EBPF] = {
			.expect = reference_not_dropped_ebpf,
		},
	},
};
