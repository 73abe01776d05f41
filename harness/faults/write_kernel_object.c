// SPDX-License-Identifier: GPL-2.0-only
/*
 * write_kernel_object - changes a field of an object of the kernel's.
 */
#include "fault.h"

static const struct fault_expect write_kernel_object_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_CORRUPT_SILENT }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect write_kernel_object_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 13,
		.line = "only read is supported",
	},
	{ .end = true },
};

const struct fault fault_write_kernel_object = {
	.name = "write_kernel_object",
	.id = "M10",
	.cls = FAULT_MEMORY,
	.core = true,
	.mistake = "changes a field of an object of the kernel's",
	.side = {
		[SIDE_KMOD] = {
			.evidence = EVIDENCE_CANARY,
			.evidence_of = "fields of a task that now have the collector's value",
			.expect = write_kernel_object_kmod,
		},
		[SIDE_EBPF] = {
			.expect = write_kernel_object_ebpf,
		},
	},
};
