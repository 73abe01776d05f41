// SPDX-License-Identifier: GPL-2.0-only
/*
 * floating_point - computes a ratio in floating point.
 */
#include "fault.h"

static const struct fault_expect floating_point_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect floating_point_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true,
		.line = "A call to built-in function '__floatundidf' is not supported",
	},
	{ .end = true },
};

const struct fault fault_floating_point = {
	.name = "floating_point",
	.id = "T07",
	.cls = FAULT_TYPE,
	.mistake = "computes a ratio in floating point",
	.side = {
		[SIDE_KMOD] = {
			.expect = floating_point_kmod,
		},
		[SIDE_EBPF] = {
			.expect = floating_point_ebpf,
		},
	},
};
