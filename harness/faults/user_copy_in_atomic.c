// SPDX-License-Identifier: GPL-2.0-only
/*
 * user_copy_in_atomic - reads memory of user space that is not there yet, where nobody may wait.
 */
#include "fault.h"

static const struct fault_expect user_copy_in_atomic_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CONTAINED }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect user_copy_in_atomic_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_CONTAINED }, .recovered = true },
	{ .end = true },
};

const struct fault fault_user_copy_in_atomic = {
	.name = "user_copy_in_atomic",
	.id = "X01",
	.cls = FAULT_CONTEXT,
	.mistake = "reads memory of user space that is not there yet, where nobody may wait",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CONTAINED,
			.evidence_of = "reads that failed, and said so",
			.expect = user_copy_in_atomic_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_CONTAINED,
			.evidence_of = "reads that failed, and said so",
			.expect = user_copy_in_atomic_ebpf,
		},
	},
};
