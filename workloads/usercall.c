// SPDX-License-Identifier: GPL-2.0-only
/*
 * usercall - call a function of the program's own: a checksum over a kilobyte.
 *
 * No system call and nothing of the kernel: what remains is user space, and the exceptions by which a probe
 * there reaches the kernel. The function works as long as one such probe does, so that a block of
 * them stays below a tick, and it begins as most functions do, by saving a register.
 */
#include "registry.h"

#define USERCALL_BYTES 1024

static u8 usercall_data[USERCALL_BYTES];
static volatile u32 usercall_sum;

/* FNV-1a. The frame address makes it keep a frame, by which its first instruction is known. */
static __attribute__((noinline)) u32 usercall_checksum(const u8 *data, size_t n)
{
	u32 sum = 2166136261u;

	__asm__ volatile("" : : "r"(__builtin_frame_address(0)));
	while (n--)
		sum = (sum ^ *data++) * 16777619u;
	return sum;
}

static int usercall_run(struct worker *w, u64 n)
{
	while (n--)
		usercall_sum = usercall_checksum(usercall_data, sizeof(usercall_data));
	return 0;
}

static const char *const usercall_bodies[] = { "null", "count", "filter", NULL };

const struct workload workload_usercall = {
	.name = "usercall",
	.summary = "call a function of its own per operation, a checksum over 1024 bytes",
	.bodies = usercall_bodies,
	.own = (const void *)usercall_checksum,
	.run = usercall_run,
	.events = { [PB_EV_USER_CALL] = 1, [PB_EV_USER_RETURN] = 1 },
};
