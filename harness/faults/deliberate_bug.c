// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_bug - says BUG in a handler.
 */
#include "fault.h"

static const struct fault_expect deliberate_bug_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "kernel BUG at",
	},
	{ .end = true },
};

static const struct fault_expect deliberate_bug_ebpf[] = {
	{
		.kernel = "6.1", .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "'bpf_throw': not found",
		.why = "the function is younger than 6.1",
	},
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.line = "calling kernel function bpf_throw is not allowed",
	},
	{ .end = true },
};

const struct fault fault_deliberate_bug = {
	.name = "deliberate_bug",
	.id = "X09",
	.cls = FAULT_CONTEXT,
	.core = true,
	.mistake = "says BUG in a handler",
	.side = {
		[SIDE_KMOD] = {
			.expect = deliberate_bug_kmod,
		},
		[SIDE_EBPF] = {
			.expect = deliberate_bug_ebpf,
		},
	},
};
