// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_object - hands a function of the kernel an object of another kind.
 */
#include "fault.h"

static const struct fault_expect wrong_object_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "a function that follows a pointer of the object dies instead, now and then",
	},
	{ .end = true },
};

static const struct fault_expect wrong_object_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "is of type mm_struct but task_struct is expected",
	},
	{ .end = true },
};

const struct fault fault_wrong_object = {
	.name = "wrong_object",
	.id = "T01",
	.cls = FAULT_TYPE,
	.core = true,
	.mistake = "hands a function of the kernel an object of another kind",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "answers that are not about the task",
			.expect = wrong_object_kmod,
		},
		[SIDE_EBPF] = {
			.expect = wrong_object_ebpf,
		},
	},
};
