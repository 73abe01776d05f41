// SPDX-License-Identifier: GPL-2.0-only
/*
 * deliberate_panic - decides in a handler that the machine must not go on.
 */
#include "fault.h"

static const struct fault_expect deliberate_panic_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_PANIC },
		.line = "Kernel panic - not syncing: probebench",
	},
	{ .end = true },
};

static const struct fault_expect deliberate_panic_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_CLEAN }, .recovered = true,
		.why = "crash_kexec() is open to root and does nothing while no crash kernel is "
			"loaded",
	},
	{ .end = true },
};

const struct fault fault_deliberate_panic = {
	.name = "deliberate_panic",
	.id = "X11",
	.cls = FAULT_CONTEXT,
	.mistake = "decides in a handler that the machine must not go on",
	.side = {
		[SIDE_KMOD] = {
			.expect = deliberate_panic_kmod,
		},
		[SIDE_EBPF] = {
			.expect = deliberate_panic_ebpf,
		},
	},
};
