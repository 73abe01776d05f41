// SPDX-License-Identifier: GPL-2.0-only
/*
 * shift_too_far - makes a mask for the 65th of 64 bits.
 */
#include "fault.h"

static const struct fault_expect shift_too_far_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect shift_too_far_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true },
	{ .end = true },
};

const struct fault fault_shift_too_far = {
	.name = "shift_too_far",
	.id = "N04",
	.cls = FAULT_ARITHMETIC,
	.mistake = "makes a mask for the 65th of 64 bits",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "masks that name another bit",
			.expect = shift_too_far_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_WRONG,
			.evidence_of = "masks that name another bit",
			.expect = shift_too_far_ebpf,
		},
	},
};
