// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_never_freed - takes memory at every event and never gives it back.
 */
#include "fault.h"

static const struct fault_expect alloc_never_freed_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN, [STAGE_AT_UNLOAD] = FATE_LEAK }, .recovered = true,
		.why = "what is still taken when the collector is gone is gone with it",
	},
	{ .end = true },
};

static const struct fault_expect alloc_never_freed_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "Unreleased reference",
	},
	{ .end = true },
};

const struct fault fault_alloc_never_freed = {
	.name = "alloc_never_freed",
	.id = "R01",
	.cls = FAULT_RESOURCE,
	.core = true,
	.mistake = "takes memory at every event and never gives it back",
	.leak_kib = 8192,
	.side = {
		[SIDE_KMOD] = {
			.expect = alloc_never_freed_kmod,
		},
		[SIDE_EBPF] = {
			.expect = alloc_never_freed_ebpf,
		},
	},
};
