/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tiny - the smallest program that can be executed: a header, one segment, exit_group(0).
 *
 * Here because it is machine code: a new architecture adds its instructions and nothing else.
 */
#ifndef PB_TINY_H
#define PB_TINY_H

#include <elf.h>

#if defined(__x86_64__)
#define TINY_MACHINE EM_X86_64
#define TINY_CODE                                                                                  \
	{                                                                                          \
		0xb8, 0xe7, 0x00, 0x00, 0x00, /* mov $231, %eax */                                 \
		0x31, 0xff,		      /* xor %edi, %edi */                                 \
		0x0f, 0x05,		      /* syscall */                                        \
	}
#elif defined(__aarch64__)
#define TINY_MACHINE EM_AARCH64
#define TINY_CODE                                                                                  \
	{                                                                                          \
		0xc8, 0x0b, 0x80, 0xd2, /* mov x8, #94 */                                          \
		0x00, 0x00, 0x80, 0xd2, /* mov x0, #0 */                                           \
		0x01, 0x00, 0x00, 0xd4, /* svc #0 */                                               \
	}
#else
#error "tiny.h: the instructions of exit_group(0) are missing for this architecture"
#endif

#define TINY_BASE 0x400000

struct tiny {
	Elf64_Ehdr file;
	Elf64_Phdr load, stack;
	unsigned char code[16];
};

static const struct tiny tiny_program = {
	.file = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		  .e_type = ET_EXEC,
		  .e_machine = TINY_MACHINE,
		  .e_version = EV_CURRENT,
		  .e_entry = TINY_BASE + offsetof(struct tiny, code),
		  .e_phoff = offsetof(struct tiny, load),
		  .e_ehsize = sizeof(Elf64_Ehdr),
		  .e_phentsize = sizeof(Elf64_Phdr),
		  .e_phnum = 2 },
	.load = { .p_type = PT_LOAD,
		  .p_flags = PF_R | PF_X,
		  .p_vaddr = TINY_BASE,
		  .p_filesz = sizeof(struct tiny),
		  .p_memsz = sizeof(struct tiny),
		  .p_align = 0x10000 },
	.stack = { .p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W },
	.code = TINY_CODE,
};

#endif
