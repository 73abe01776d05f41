// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleepable_hook - puts a handler that may sleep where nobody may.
 */
#include "fault.h"

static const struct fault_expect sleepable_hook_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "do_getpgid is not sleepable",
	},
	{ .end = true },
};

const struct fault fault_sleepable_hook = {
	.name = "sleepable_hook",
	.id = "X06",
	.cls = FAULT_CONTEXT,
	.mistake = "puts a handler that may sleep where nobody may",
	.side = {
		[SIDE_KMOD] = {
			.inexpressible = "kprobes of modules never may sleep, and no interface "
				"claims otherwise",
		},
		[SIDE_EBPF] = {
			.expect = sleepable_hook_ebpf,
		},
	},
};
