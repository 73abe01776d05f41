/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * insn - what an x86-64 instruction does to the flow of control, and nothing else.
 *
 * Like clock.h it belongs to the architecture.
 */
#ifndef PB_INSN_H
#define PB_INSN_H

#include "base.h"

#define INSN_MAX_BYTES 15

enum insn_class {
	INSN_OTHER,
	INSN_CALL,
	INSN_RET,
	INSN_JUMP,    /* with or without a condition */
	INSN_TRAP,    /* int3, int n */
	INSN_IRET,
	INSN_SYSCALL,
	INSN_SYSRET,
	INSN_CLOCK    /* rdtsc: what clock_read() is */
};

/* Index of the opcode behind all prefixes; @len: there is none. */
size_t insn_opcode(const u8 *code, size_t len);

/* @code holds @len bytes from the instruction's first on. */
enum insn_class insn_classify(const u8 *code, size_t len);

#endif
