// SPDX-License-Identifier: GPL-2.0-only
/*
 * lockdown_confidentiality - reads memory of the kernel on a machine that is locked down:
 * confidentiality.
 */
#include "fault.h"

static const struct fault_expect lockdown_confidentiality_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 1 },
	{ .end = true },
};

static const struct fault_expect lockdown_confidentiality_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "program of this type cannot use helper bpf_probe_read|unknown func "
			"bpf_probe_read",
	},
	{ .end = true },
};

const struct fault fault_lockdown_confidentiality = {
	.name = "lockdown_confidentiality",
	.id = "P02b",
	.cls = FAULT_PRIVILEGE,
	.core = true,
	.mistake = "reads memory of the kernel on a machine that is locked down: confidentiality",
	.cmdline = "lockdown=confidentiality",
	.side = {
		[SIDE_KMOD] = {
			.expect = lockdown_confidentiality_kmod,
		},
		[SIDE_EBPF] = {
			.expect = lockdown_confidentiality_ebpf,
		},
	},
};
