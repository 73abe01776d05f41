// SPDX-License-Identifier: GPL-2.0-only
/*
 * lockdown_integrity - reads memory of the kernel on a machine that is locked down: integrity.
 */
#include "fault.h"

static const struct fault_expect lockdown_integrity_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 1 },
	{ .end = true },
};

static const struct fault_expect lockdown_integrity_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "lockdown for integrity keeps unsigned modules out, not programs that only "
			"read",
	},
	{ .end = true },
};

const struct fault fault_lockdown_integrity = {
	.name = "lockdown_integrity",
	.id = "P02a",
	.cls = FAULT_PRIVILEGE,
	.core = true,
	.mistake = "reads memory of the kernel on a machine that is locked down: integrity",
	.cmdline = "lockdown=integrity",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_NONE,
			.expect = lockdown_integrity_kmod,
		},
		[SIDE_EBPF] = {
			.expect = lockdown_integrity_ebpf,
		},
	},
};
