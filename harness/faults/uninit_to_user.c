// SPDX-License-Identifier: GPL-2.0-only
/*
 * uninit_to_user - hands user space a record of which half was never written.
 */
#include "fault.h"

static const struct fault_expect uninit_to_user_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "Debian builds its kernels, and so their modules, to zero every variable "
			"on the stack",
	},
	{ .end = true },
};

static const struct fault_expect uninit_to_user_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LEAK }, .recovered = true,
		.why = "the verifier lets privileged programs hand out stack that they never "
			"wrote",
	},
	{ .end = true },
};

const struct fault fault_uninit_to_user = {
	.name = "uninit_to_user",
	.id = "M07",
	.cls = FAULT_INFORMATION,
	.core = true,
	.mistake = "hands user space a record of which half was never written",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_KERNEL,
			.evidence_of = "kernel addresses in what was sent",
			.expect = uninit_to_user_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_KERNEL,
			.evidence_of = "kernel addresses in what was sent",
			.expect = uninit_to_user_ebpf,
		},
	},
};
