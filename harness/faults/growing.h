/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * growing - the trigger of tables without an end: events of 1 MiB, more than the guest has.
 *
 * Whom the kernel kills for memory must not decide: where it is the owner of a program, the table goes with it.
 * So the owner is spared, and who fires the events; in the end that one asks for a little memory, as programs do.
 */
#ifndef PB_FAULTS_GROWING_H
#define PB_FAULTS_GROWING_H

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fault.h"

enum {
	GROWING_GUEST_MIB = 256,
	GROWING_EVENTS = 300,
	GROWING_LITTLE = 1 << 20, /* bytes: more than what those free who may be killed */
};

static void growing_trigger(unsigned int round)
{
	char *p = mmap(NULL, GROWING_LITTLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (long n = 0; n < GROWING_EVENTS && !round; n++)
		syscall(SYS_getpgid, (long)FAULT_PID + n);
	for (int i = 0; p != MAP_FAILED && i < GROWING_LITTLE; i += 4096)
		*(volatile char *)(p + i) = 1;
}

#endif
