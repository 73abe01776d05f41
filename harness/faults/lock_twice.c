// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_twice - takes a lock that it holds already.
 */
#include "fault.h"

static const struct fault_expect lock_twice_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect lock_twice_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "function calls are not allowed while holding a lock",
	},
	{ .end = true },
};

const struct fault fault_lock_twice = {
	.name = "lock_twice",
	.id = "C02",
	.cls = FAULT_CONCURRENCY,
	.core = true,
	.mistake = "takes a lock that it holds already",
	.side = {
		[SIDE_KMOD] = {
			.expect = lock_twice_kmod,
		},
		[SIDE_EBPF] = {
			.attach_only_load = true,
			.expect = lock_twice_ebpf,
		},
	},
};
