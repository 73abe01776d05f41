// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_warn - warns in a handler.
 */
#include "fault.h"

static const struct fault_expect deliberate_warn_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_WARN }, .recovered = true,
		.line = "WARNING: ",
	},
	{ .end = true },
};

const struct fault fault_deliberate_warn = {
	.name = "deliberate_warn",
	.id = "X10",
	.cls = FAULT_CONTEXT,
	.mistake = "warns in a handler",
	.side = {
		[SIDE_KMOD] = {
			.expect = deliberate_warn_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "no helper warns in the name of the kernel",
		},
	},
};
