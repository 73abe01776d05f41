// SPDX-License-Identifier: GPL-2.0-only
/*
 * helper_of_other_hook - calls a function for network packets where there is no packet.
 */
#include "fault.h"

static const struct fault_expect helper_of_other_hook_ebpf[] = {
	{
		.kernel = "6.1", .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true,
		.err = 22,
		.line = "unknown func bpf_skb_load_bytes#26",
	},
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "program of this type cannot use helper bpf_skb_load_bytes#26",
	},
	{ .end = true },
};

const struct fault fault_helper_of_other_hook = {
	.name = "helper_of_other_hook",
	.id = "X02",
	.cls = FAULT_CONTEXT,
	.core = true,
	.mistake = "calls a function for network packets where there is no packet",
	.side = {
		[SIDE_KMOD] = {
			.inexpressible = "a module's functions are not tied to a hook; with no "
				"packet there is nothing to pass",
		},
		[SIDE_EBPF] = {
			.expect = helper_of_other_hook_ebpf,
		},
	},
};
