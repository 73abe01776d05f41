// SPDX-License-Identifier: GPL-2.0-only
/*
 * pointer_to_user - gives users the address of a kernel object as an identifier.
 */
#include "fault.h"

static const struct fault_expect pointer_to_user_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_LEAK }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect pointer_to_user_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LEAK }, .recovered = true,
		.why = "only programs of users without privileges are kept from it",
	},
	{ .end = true },
};

const struct fault fault_pointer_to_user = {
	.name = "pointer_to_user",
	.id = "T05",
	.cls = FAULT_INFORMATION,
	.core = true,
	.mistake = "gives users the address of a kernel object as an identifier",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_KERNEL,
			.evidence_of = "kernel addresses given to users",
			.expect = pointer_to_user_kmod,
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_KERNEL,
			.evidence_of = "kernel addresses given to users",
			.expect = pointer_to_user_ebpf,
		},
	},
};
