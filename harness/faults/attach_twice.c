// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach_twice - is loaded and attached a second time.
 */
#include "fault.h"

static const struct fault_expect attach_twice_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 17 },
	{ .end = true },
};

static const struct fault_expect attach_twice_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_WRONG_DATA }, .recovered = true,
		.why = "nothing forbids it, and every event is recorded twice",
	},
	{ .end = true },
};

const struct fault fault_attach_twice = {
	.name = "attach_twice",
	.id = "U07",
	.cls = FAULT_LIFECYCLE,
	.mistake = "is loaded and attached a second time",
	.action = ACT_TWICE,
	.side = {
		[SIDE_KMOD] = {
			.expect = attach_twice_kmod,
		},
		[SIDE_EBPF] = {
			.expect = attach_twice_ebpf,
		},
	},
};
