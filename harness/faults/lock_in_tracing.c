// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock_in_tracing - guards two fields with a lock, in a tracing program.
 */
#include "fault.h"

static const struct fault_expect lock_in_tracing_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect lock_in_tracing_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "tracing progs cannot use bpf_spin_lock yet",
		.why = "no mistake: this is what the rule costs",
	},
	{ .end = true },
};

const struct fault fault_lock_in_tracing = {
	.name = "lock_in_tracing",
	.id = "C10",
	.cls = FAULT_CONCURRENCY,
	.mistake = "guards two fields with a lock, in a tracing program",
	.side = {
		[SIDE_KMOD] = {
			.expect = lock_in_tracing_kmod,
		},
		[SIDE_EBPF] = {
			.expect = lock_in_tracing_ebpf,
		},
	},
};
