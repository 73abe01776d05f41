// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook_arguments - reads the arguments behind the first of a function that has one.
 */
#include "fault.h"

static const struct fault_expect hook_arguments_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect hook_arguments_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "at a kprobe, arguments are registers on both sides",
	},
	{ .end = true },
};

const struct fault fault_hook_arguments = {
	.name = "hook_arguments",
	.id = "A06",
	.cls = FAULT_ABI,
	.mistake = "reads the arguments behind the first of a function that has one",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records of an argument that nobody passed",
			.expect = hook_arguments_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records of an argument that nobody passed",
			.expect = hook_arguments_ebpf,
		},
	},
};
