// SPDX-License-Identifier: GPL-2.0-only
/*
 * read_after_free - goes on reading what it has given back.
 */
#include "fault.h"

static const struct fault_expect read_after_free_kmod[] = {
	{
		.kernel = "6.12", .profile = "detect", .at = { [STAGE_NOW] = FATE_WARN }, .recovered = true,
		.line = "BUG: KFENCE: use-after-free read",
		.why = "where KFENCE looks, which is at a few objects, it says so",
	},
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "a read changes nothing that red zones or poison could show: it finds what the next owner wrote",
	},
	{ .end = true },
};

static const struct fault_expect read_after_free_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "invalid mem access 'scalar'",
	},
	{ .end = true },
};

const struct fault fault_read_after_free = {
	.name = "read_after_free",
	.id = "M06",
	.cls = FAULT_MEMORY,
	.mistake = "goes on reading what it has given back",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "records with what is not theirs any more",
			.expect = read_after_free_kmod,
		},
		[SIDE_EBPF] = {
			.expect = read_after_free_ebpf,
		},
	},
};
