// SPDX-License-Identifier: GPL-2.0-only
/*
 * fpu_clobber - uses vector registers without saving those of the process.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fault.h"

/* What is in a vector register before a system call is there after it, or this process ends. */
static void fpu_clobber_trigger(unsigned int round)
{
	for (long n = 0; n < FAULT_EVENTS; n++) {
		long number = SYS_getpgid, before = 0x5c5c5c5c + n, after;

		asm volatile("movq %2, %%xmm9\n\t"
			     "syscall\n\t"
			     "movq %%xmm9, %1"
			     : "+a"(number), "=r"(after)
			     : "r"(before), "D"((long)FAULT_PID + n)
			     : "rcx", "r11", "memory", "xmm9");
		if (after != before)
			abort();
	}
}

static const struct fault_expect fpu_clobber_kmod[] = {
	{ .at = { [STAGE_NOW] = FATE_VICTIM }, .recovered = true },
	{ .end = true },
};

const struct fault fault_fpu_clobber = {
	.name = "fpu_clobber",
	.id = "T09",
	.cls = FAULT_CONCURRENCY,
	.mistake = "uses vector registers without saving those of the process",
	.trigger = fpu_clobber_trigger,
	.side = {
		[SIDE_KMOD] = {
			.hits = 1,
			.expect = fpu_clobber_kmod,
		},
		[SIDE_EBPF] = {
			.inexpressible = "BPF has no vector registers",
		},
	},
};
