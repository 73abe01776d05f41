// SPDX-License-Identifier: GPL-2.0-only
/*
 * null_in_chain - follows a chain of pointers of which one is NULL.
 */
#include "fault.h"

static const struct fault_expect null_in_chain_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_OOPS_WOUNDED },
		.line = "BUG: kernel NULL pointer dereference",
	},
	{ .end = true },
};

static const struct fault_expect null_in_chain_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "the read is repaired to 0, which looks like any other 0",
	},
	{ .end = true },
};

const struct fault fault_null_in_chain = {
	.name = "null_in_chain",
	.id = "M09",
	.cls = FAULT_MEMORY,
	.mistake = "follows a chain of pointers of which one is NULL",
	.side = {
		[SIDE_KMOD] = {
			.expect = null_in_chain_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "zeros recorded of what does not exist",
			.expect = null_in_chain_ebpf,
		},
	},
};
