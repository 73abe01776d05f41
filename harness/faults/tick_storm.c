// SPDX-License-Identifier: GPL-2.0-only
/*
 * tick_storm - works longer at every tick of the timer than there is time between two ticks.
 *
 * How much longer must not be a matter of the machine: where a tick is over before the kernel calls it a
 * stall, the processor reports nothing and does next to nothing. So it is hours. What the tick interrupts
 * must not be chance either: a processor that is lost while it holds a lock of the kernel's takes the
 * others with it, without a word. So who fires the events computes on, in user mode, until the tick comes.
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "fault.h"

#define COMPUTES 200000000 /* steps: many ticks, whatever the machine */

static void tick_storm_trigger(unsigned int round)
{
	for (long n = 0; n < FAULT_EVENTS; n++)
		syscall(SYS_getpgid, (long)FAULT_PID + n);
	for (volatile unsigned int i = 0; i < COMPUTES; i++)
		;
}

static const struct fault_expect tick_storm_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "a processor that stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

static const struct fault_expect tick_storm_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOCKUP_CPU },
		.also = { [STAGE_DELAYED] = FATE_LOCKUP_CPU },
		.line = "soft lockup|detected stalls|self-detected stall",
		.why = "the program is bounded; it is the hook that is too hot; a processor that "
			"stays stuck is reported again, if somebody still looks",
	},
	{ .end = true },
};

const struct fault fault_tick_storm = {
	.name = "tick_storm",
	.id = "R07",
	.cls = FAULT_RESOURCE,
	.mistake = "works longer at every tick of the timer than there is time between two ticks",
	.trigger = tick_storm_trigger,
	.side = {
		[SIDE_KMOD] = {
			.expect = tick_storm_kmod,
		},
		[SIDE_EBPF] = {
			.expect = tick_storm_ebpf,
		},
	},
};
