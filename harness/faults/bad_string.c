// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_string - formats a message with %s of a pointer that leads nowhere.
 */
#include "fault.h"

static const struct fault_expect bad_string_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "general protection fault",
	},
	{ .end = true },
};

static const struct fault_expect bad_string_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_CONTAINED }, .recovered = true },
	{ .end = true },
};

const struct fault fault_bad_string = {
	.name = "bad_string",
	.id = "T06",
	.cls = FAULT_TYPE,
	.mistake = "formats a message with %s of a pointer that leads nowhere",
	.side = {
		[SIDE_KMOD] = {
			.expect = bad_string_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_CONTAINED,
			.evidence_of = "strings that came out empty",
			.expect = bad_string_ebpf,
		},
	},
};
