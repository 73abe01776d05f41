// SPDX-License-Identifier: GPL-2.0-only
/*
 * unprivileged_load - is loaded by somebody without privileges.
 */
#include "fault.h"

static const struct fault_expect unprivileged_load_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 1 },
	{ .end = true },
};

static const struct fault_expect unprivileged_load_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 1 },
	{ .end = true },
};

const struct fault fault_unprivileged_load = {
	.name = "unprivileged_load",
	.id = "P01",
	.cls = FAULT_PRIVILEGE,
	.core = true,
	.mistake = "is loaded by somebody without privileges",
	.action = ACT_UNPRIVILEGED,
	.side = {
		[SIDE_KMOD] = {
			.expect = unprivileged_load_kmod,
		},
		[SIDE_EBPF] = {
			.expect = unprivileged_load_ebpf,
		},
	},
};
