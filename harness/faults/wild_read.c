// SPDX-License-Identifier: GPL-2.0-only
/*
 * wild_read - follows a pointer that was poisoned long ago.
 */
#include "fault.h"

static const struct fault_expect wild_read_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "general protection fault",
	},
	{ .end = true },
};

static const struct fault_expect wild_read_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_CONTAINED }, .recovered = true },
	{ .end = true },
};

const struct fault fault_wild_read = {
	.name = "wild_read",
	.id = "M08",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "follows a pointer that was poisoned long ago",
	.side = {
		[SIDE_KMOD] = {
			.expect = wild_read_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_CONTAINED,
			.evidence_of = "reads that failed, and said so",
			.expect = wild_read_ebpf,
		},
	},
};
