// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_container - hands a container to a function for another kind of container.
 */
#include "fault.h"

static const struct fault_expect wrong_container_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_BUILD }, .recovered = true,
		.line = "incompatible pointer type",
	},
	{ .end = true },
};

static const struct fault_expect wrong_container_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "cannot pass map_type 1 into func bpf_ringbuf_reserve",
	},
	{ .end = true },
};

const struct fault fault_wrong_container = {
	.name = "wrong_container",
	.id = "T02",
	.cls = FAULT_TYPE,
	.mistake = "hands a container to a function for another kind of container",
	.side = {
		[SIDE_KMOD] = {
			.expect = wrong_container_kmod,
		},
		[SIDE_EBPF] = {
			.expect = wrong_container_ebpf,
		},
	},
};
