// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_may_sleep - asks for memory in a way that may sleep, where nobody may.
 */
#include "fault.h"

static const struct fault_expect alloc_may_sleep_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "without contention nothing happens; a kernel with DEBUG_ATOMIC_SLEEP "
			"would report it",
	},
	{ .end = true },
};

const struct fault fault_alloc_may_sleep = {
	.name = "alloc_may_sleep",
	.id = "C05",
	.cls = FAULT_CONCURRENCY,
	.core = true,
	.mistake = "asks for memory in a way that may sleep, where nobody may",
	.side = {
		[SIDE_KMOD] = {
			.expect = alloc_may_sleep_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "programs do not say how memory is taken: helpers and "
				"maps decide",
		},
	},
};
