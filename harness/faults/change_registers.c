// SPDX-License-Identifier: GPL-2.0-only
/*
 * change_registers - changes an argument of the function that it observes.
 */
#include "fault.h"

static const struct fault_expect change_registers_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CORRUPT_SILENT }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect change_registers_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "invalid bpf_context access",
	},
	{ .end = true },
};

const struct fault fault_change_registers = {
	.name = "change_registers",
	.id = "X03",
	.cls = FAULT_CONTEXT,
	.core = true,
	.mistake = "changes an argument of the function that it observes",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "arguments that are not the caller's",
			.expect = change_registers_kmod,
		},
		[SIDE_EBPF] = {
			.expect = change_registers_ebpf,
		},
	},
};
