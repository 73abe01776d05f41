// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleep_in_atomic - sleeps where nobody may.
 */
#include "fault.h"

static const struct fault_expect sleep_in_atomic_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_WARN }, .recovered = true,
		.line = "scheduling while atomic",
	},
	{ .end = true },
};

static const struct fault_expect sleep_in_atomic_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "helper call might sleep in a non-sleepable prog|program of this type "
			"cannot use helper|unknown func bpf_copy_from_user",
	},
	{ .end = true },
};

const struct fault fault_sleep_in_atomic = {
	.name = "sleep_in_atomic",
	.id = "C04",
	.cls = FAULT_CONCURRENCY,
	.core = true,
	.mistake = "sleeps where nobody may",
	.side = {
		[SIDE_KMOD] = {
			.expect = sleep_in_atomic_kmod,
		},
		[SIDE_EBPF] = {
			.expect = sleep_in_atomic_ebpf,
		},
	},
};
