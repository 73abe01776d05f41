// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean - no mistake at all: what every detector must stay silent on.
 */
#include "fault.h"

static const struct fault_expect clean_expect[] = {
	{ .at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true },
	{ .end = true },
};

const struct fault fault_clean = {
	.name = "clean",
	.id = "N01",
	.cls = FAULT_LIFECYCLE,
	.core = true,
	.mistake = "makes no mistake: it counts ten events and goes away",
	/* Also on those that look only where a fault is about them. */
	.leak_kib = 8192,
	.leak_objects = 64,
	.leak_cache = "task_struct",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "objects of others that were overwritten",
			.expect = clean_expect,
		},
		[SIDE_EBPF] = { .expect = clean_expect },
	},
};
