// SPDX-License-Identifier: GPL-2.0-only
/*
 * listing_bpf - an instruction of BPF as text.
 *
 * The guest has no disassembler, and the program that the kernel runs is not the one in the object
 * file: the verifier has put addresses and inlined helpers into it.
 */
#include <stdlib.h>
#include <string.h>

#include "anatomy/listing.h"

#define BPF_MAX_HELPER 1000 /* far more than there are */

static const char *bpf_size(u8 code)
{
	switch (BPF_SIZE(code)) {
	case BPF_B:
		return "u8";
	case BPF_H:
		return "u16";
	case BPF_W:
		return "u32";
	default:
		return "u64";
	}
}

static char *bpf_alu(const struct bpf_insn *i)
{
	static const char *const ops[] = { "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=",
					   "neg", "%=", "^=", "=", "s>>=", "endian" };
	char reg = BPF_CLASS(i->code) == BPF_ALU ? 'w' : 'r';
	u8 op = BPF_OP(i->code) >> 4;

	if (op >= ARRAY_SIZE(ops))
		return str_fmt("alu %#x", i->code);
	if (BPF_OP(i->code) == BPF_NEG)
		return str_fmt("%c%d = -%c%d", reg, i->dst_reg, reg, i->dst_reg);
	if (BPF_OP(i->code) == BPF_END)
		return str_fmt("r%d = %s%d r%d", i->dst_reg, BPF_SRC(i->code) ? "be" : "le", i->imm,
			       i->dst_reg);
	if (BPF_SRC(i->code) == BPF_X && BPF_OP(i->code) == BPF_MOV && i->off == -1)
		return str_fmt("r%d = per_cpu(r%d)", i->dst_reg, i->src_reg);
	if (BPF_SRC(i->code) == BPF_X)
		return str_fmt("%c%d %s %c%d", reg, i->dst_reg, ops[op], reg, i->src_reg);
	return str_fmt("%c%d %s %d", reg, i->dst_reg, ops[op], i->imm);
}

static char *bpf_jump(const struct bpf_insn *i)
{
	static const char *const ops[] = { "", "==", ">", ">=", "&", "!=", "s>", "s>=",
					   "", "", "<", "<=", "s<", "s<=" };
	char reg = BPF_CLASS(i->code) == BPF_JMP32 ? 'w' : 'r';
	u8 op = BPF_OP(i->code) >> 4;

	switch (BPF_OP(i->code)) {
	case BPF_JA:
		return str_fmt("goto %+d", BPF_CLASS(i->code) == BPF_JMP32 ? i->imm : i->off);
	case BPF_CALL:
		if (i->src_reg == BPF_PSEUDO_CALL)
			return str_fmt("call pc%+d", i->imm);
		/* In a loaded program helpers are distances; the machine code has the name. */
		return i->imm > BPF_MAX_HELPER || i->imm < 0 ? str_dup("call helper") :
							       str_fmt("call helper#%d", i->imm);
	case BPF_EXIT:
		return str_dup("exit");
	default:
		break;
	}
	if (op >= ARRAY_SIZE(ops))
		return str_fmt("jump %#x", i->code);
	if (BPF_SRC(i->code) == BPF_X)
		return str_fmt("if %c%d %s %c%d goto %+d", reg, i->dst_reg, ops[op], reg, i->src_reg,
			       i->off);
	return str_fmt("if %c%d %s %d goto %+d", reg, i->dst_reg, ops[op], i->imm, i->off);
}

static char *bpf_store(const struct bpf_insn *i)
{
	if (BPF_CLASS(i->code) == BPF_ST)
		return str_fmt("*(%s *)(r%d %+d) = %d", bpf_size(i->code), i->dst_reg, i->off, i->imm);
	if (BPF_MODE(i->code) == BPF_ATOMIC)
		return str_fmt("lock *(%s *)(r%d %+d) op%#x r%d", bpf_size(i->code), i->dst_reg, i->off,
			       i->imm, i->src_reg);
	return str_fmt("*(%s *)(r%d %+d) = r%d", bpf_size(i->code), i->dst_reg, i->off, i->src_reg);
}

char *listing_bpf(const struct bpf_insn *i)
{
	switch (BPF_CLASS(i->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return bpf_alu(i);
	case BPF_JMP:
	case BPF_JMP32:
		return bpf_jump(i);
	case BPF_ST:
	case BPF_STX:
		return bpf_store(i);
	case BPF_LDX:
		return str_fmt("r%d = *(%s *)(r%d %+d)", i->dst_reg, bpf_size(i->code), i->src_reg,
			       i->off);
	default: /* the one of two slots: a constant, or the address of a map's value */
		if (i->code != (BPF_LD | BPF_IMM | BPF_DW))
			return str_fmt("load %#x", i->code);
		if (i->src_reg == BPF_PSEUDO_MAP_VALUE)
			return str_fmt("r%d = map[%d]%+d", i->dst_reg, i->imm, i[1].imm);
		if (i->src_reg == BPF_PSEUDO_MAP_FD)
			return str_fmt("r%d = map[%d]", i->dst_reg, i->imm);
		return str_fmt("r%d = %#llx", i->dst_reg,
			       (unsigned long long)(u32)i->imm | (unsigned long long)(u32)i[1].imm << 32);
	}
}
