// SPDX-License-Identifier: GPL-2.0-only
/*
 * illegal_return - makes the kernel see 1 where it expects 0 or an error.
 */
#include <fcntl.h>
#include <unistd.h>

#include "fault.h"

/* The hook is the making of an open file. */
static void illegal_return_trigger(unsigned int round)
{
	for (int n = 0; n < FAULT_EVENTS; n++)
		close(open("/proc/self/comm", O_RDONLY | O_CLOEXEC));
}

static const struct fault_expect illegal_return_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_OOPS_CLEAN }, .recovered = true },
	{ .end = true },
};

static const struct fault_expect illegal_return_ebpf[] = {
	{
		.kernel = "6.1", .at = { [STAGE_NOW] = FATE_OOPS_CLEAN }, .recovered = true,
		.why = "the verifier of 6.1 does not look at what security programs return",
	},
	{
		.at = { [STAGE_NOW] = FATE_REFUSED_LOAD }, .recovered = true, .err = 22,
		.line = "At program exit the register R0 has",
	},
	{ .end = true },
};

const struct fault fault_illegal_return = {
	.name = "illegal_return",
	.id = "X07",
	.cls = FAULT_CONTEXT,
	.core = true,
	.mistake = "makes the kernel see 1 where it expects 0 or an error",
	.trigger = illegal_return_trigger,
	.side = {
		[SIDE_KMOD] = {
			.hits = -1,
			.expect = illegal_return_kmod,
		},
		[SIDE_EBPF] = {
			.hits = -1,
			.expect = illegal_return_ebpf,
		},
	},
};
