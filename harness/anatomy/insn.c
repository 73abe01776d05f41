// SPDX-License-Identifier: GPL-2.0-only
/*
 * insn - what an x86-64 instruction does to the flow of control, and nothing else.
 */
#include <string.h>

#include "anatomy/insn.h"

static bool insn_is_prefix(u8 byte)
{
	static const u8 prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 };

	return memchr(prefixes, byte, sizeof(prefixes)) || (byte & 0xf0) == 0x40;
}

static enum insn_class insn_two_bytes(u8 opcode)
{
	switch (opcode) {
	case 0x05:
	case 0x34: /* sysenter */
		return INSN_SYSCALL;
	case 0x07:
	case 0x35:
		return INSN_SYSRET;
	case 0x31:
		return INSN_CLOCK;
	default:
		return (opcode & 0xf0) == 0x80 ? INSN_JUMP : INSN_OTHER;
	}
}

size_t insn_opcode(const u8 *code, size_t len)
{
	size_t i = 0;

	while (i < len && insn_is_prefix(code[i]))
		i++;
	return i;
}

enum insn_class insn_classify(const u8 *code, size_t len)
{
	size_t i = insn_opcode(code, len);
	u8 more;

	if (i == len)
		return INSN_OTHER;
	more = i + 1 < len ? code[i + 1] : 0;
	switch (code[i]) {
	case 0xe8:
		return INSN_CALL;
	case 0xc2:
	case 0xc3:
		return INSN_RET;
	case 0xcf:
		return INSN_IRET;
	case 0xcc:
	case 0xcd:
		return INSN_TRAP;
	case 0xe0 ... 0xe3:
	case 0xe9:
	case 0xeb:
	case 0x70 ... 0x7f:
		return INSN_JUMP;
	case 0xff:
		switch (more >> 3 & 7) {
		case 2:
		case 3:
			return INSN_CALL;
		case 4:
		case 5:
			return INSN_JUMP;
		default:
			return INSN_OTHER;
		}
	case 0x0f:
		return insn_two_bytes(more);
	default:
		return INSN_OTHER;
	}
}
