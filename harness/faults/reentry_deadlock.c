// SPDX-License-Identifier: GPL-2.0-only
/*
 * reentry_deadlock - is entered again while it holds a lock, through a probe inside the locked
 * region.
 */
#include "fault.h"

static const struct fault_expect reentry_deadlock_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect reentry_deadlock_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "the lock is inside the map; the verifier does not know that the map's own "
			"code is probed; a processor that stays stuck is reported again, if "
			"somebody still looks",
	},
	{ .end = true },
};

const struct fault fault_reentry_deadlock = {
	.name = "reentry_deadlock",
	.id = "C03",
	.cls = FAULT_CONCURRENCY,
	.core = true,
	.mistake = "is entered again while it holds a lock, through a probe inside the locked "
		"region",
	.side = {
		[SIDE_KMOD] = {
			.expect = reentry_deadlock_kmod,
		},
		[SIDE_EBPF] = {
			.expect = reentry_deadlock_ebpf,
		},
	},
};
