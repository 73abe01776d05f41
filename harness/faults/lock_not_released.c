// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_not_released - takes a lock and, on one path, does not release it.
 */
#include "fault.h"

static const struct fault_expect lock_not_released_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect lock_not_released_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "bpf_spin_unlock is missing",
	},
	{ .end = true },
};

const struct fault fault_lock_not_released = {
	.name = "lock_not_released",
	.id = "C01",
	.cls = FAULT_CONCURRENCY,
	.core = true,
	.mistake = "takes a lock and, on one path, does not release it",
	.side = {
		[SIDE_KMOD] = {
			.expect = lock_not_released_kmod,
		},
		[SIDE_EBPF] = {
			.attach_only_load = true,
			.expect = lock_not_released_ebpf,
		},
	},
};
