// SPDX-License-Identifier: GPL-2.0-only
/*
 * spoil - turn a good module file into one that fails.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "upgrade/spoil.h"

#define SPOIL_BYTES (3ull << 28) /* of variables: more than upfail's guests have, less than the 1 GiB that there is for modules */

/* Section @i of an object whose headers have been checked; NULL beyond the last. */
static Elf64_Shdr *spoil_section(char *elf, size_t i)
{
	Elf64_Ehdr *head = (Elf64_Ehdr *)elf;

	return i < head->e_shnum ? (Elf64_Shdr *)(elf + head->e_shoff) + i : NULL;
}

static bool spoil_sound(const char *elf, size_t len)
{
	const Elf64_Ehdr *head = (const Elf64_Ehdr *)elf;
	const Elf64_Shdr *s;

	if (len < sizeof(*head) || memcmp(elf, ELFMAG, SELFMAG) || elf[EI_CLASS] != ELFCLASS64 ||
	    head->e_shoff > len || head->e_shoff % _Alignof(Elf64_Shdr) ||
	    head->e_shnum > (len - head->e_shoff) / sizeof(*s) || head->e_shstrndx >= head->e_shnum)
		return false;
	s = (const Elf64_Shdr *)(elf + head->e_shoff);
	for (size_t i = 0; i < head->e_shnum; i++)
		if (s[i].sh_type != SHT_NOBITS && (s[i].sh_offset > len || s[i].sh_size > len - s[i].sh_offset))
			return false;
	return true;
}

/* The bytes of a section that has any, aligned for what they hold; NULL if not. */
static char *spoil_data(char *elf, const Elf64_Shdr *s, size_t align)
{
	return s && s->sh_type != SHT_NOBITS && s->sh_offset % align == 0 ? elf + s->sh_offset : NULL;
}

/* Is the string at @at of a table of strings @name? */
static bool spoil_is(char *elf, const Elf64_Shdr *table, size_t at, const char *name)
{
	const char *strings = spoil_data(elf, table, 1);

	return strings && at < table->sh_size && strnlen(strings + at, table->sh_size - at) == strlen(name) &&
	       !strncmp(strings + at, name, strlen(name));
}

static Elf64_Shdr *spoil_named(char *elf, const char *name)
{
	Elf64_Ehdr *head = (Elf64_Ehdr *)elf;
	Elf64_Shdr *names = spoil_section(elf, head->e_shstrndx), *s;

	for (size_t i = 0; (s = spoil_section(elf, i)); i++)
		if (spoil_is(elf, names, s->sh_name, name))
			return s;
	return NULL;
}

/*
 * "vermagic=6.12.1 SMP preempt": a kernel that compares sums of symbols passes over the release, so what
 * comes after it is changed.
 */
static int spoil_vermagic(char *elf)
{
	static const char key[] = "vermagic=";
	Elf64_Shdr *info = spoil_named(elf, ".modinfo");
	char *text = spoil_data(elf, info, 1), *end = text ? text + info->sh_size : NULL;
	char *at = text ? memmem(text, info->sh_size, key, strlen(key)) : NULL;

	at = at ? memchr(at, ' ', (size_t)(end - at)) : NULL;
	if (!at || at + 1 >= end || !at[1])
		return -EINVAL;
	at[1] ^= 1;
	return 0;
}

/* Entries of a sum and a name each; module_layout stands for all structures of the kernel's core. */
static int spoil_crc(char *elf)
{
	struct {
		unsigned long crc;
		char name[64 - sizeof(unsigned long)];
	} *v;
	Elf64_Shdr *versions = spoil_named(elf, "__versions");

	v = (void *)spoil_data(elf, versions, _Alignof(unsigned long));
	for (size_t i = 0; v && i < versions->sh_size / sizeof(*v); i++) {
		if (strncmp(v[i].name, "module_layout", sizeof(v[i].name)))
			continue;
		v[i].crc ^= 1;
		return 0;
	}
	return -EINVAL;
}

/* The name in the table of strings is changed; nothing else uses a name of a symbol that is undefined. */
static int spoil_symbol(char *elf, const char *symbol)
{
	Elf64_Shdr *table = spoil_named(elf, ".symtab"), *names = table ? spoil_section(elf, table->sh_link) : NULL;
	Elf64_Sym *symbols = (Elf64_Sym *)spoil_data(elf, table, _Alignof(Elf64_Sym));

	for (size_t i = 0; names && symbols && i < table->sh_size / sizeof(*symbols); i++) {
		char *name;

		if (symbols[i].st_shndx != SHN_UNDEF || !spoil_is(elf, names, symbols[i].st_name, symbol))
			continue;
		name = spoil_data(elf, names, 1) + symbols[i].st_name;
		*name = *name == 'x' ? 'y' : 'x';
		return 0;
	}
	return -EINVAL;
}

static int spoil_size(char *elf)
{
	Elf64_Shdr *bss = spoil_named(elf, ".bss");

	if (!bss || bss->sh_type != SHT_NOBITS)
		return -EINVAL;
	bss->sh_size = SPOIL_BYTES;
	return 0;
}

/* What points the module's structure to cleanup_module() becomes a relocation that does nothing. */
static int spoil_exit(char *elf)
{
	Elf64_Shdr *rela = spoil_named(elf, ".rela.gnu.linkonce.this_module");
	Elf64_Shdr *table = rela ? spoil_section(elf, rela->sh_link) : NULL;
	Elf64_Shdr *names = table ? spoil_section(elf, table->sh_link) : NULL;
	Elf64_Rela *r = (Elf64_Rela *)spoil_data(elf, rela, _Alignof(Elf64_Rela));
	Elf64_Sym *symbols = (Elf64_Sym *)spoil_data(elf, table, _Alignof(Elf64_Sym));

	for (size_t i = 0; r && symbols && names && i < rela->sh_size / sizeof(*r); i++) {
		size_t symbol = ELF64_R_SYM(r[i].r_info);

		if (symbol >= table->sh_size / sizeof(*symbols) ||
		    !spoil_is(elf, names, symbols[symbol].st_name, "cleanup_module"))
			continue;
		r[i].r_info = ELF64_R_INFO(symbol, R_X86_64_NONE);
		return 0;
	}
	return -EINVAL;
}

int spoil(char *elf, size_t len, enum spoil how, const char *symbol)
{
	if (!spoil_sound(elf, len))
		return -EINVAL;
	switch (how) {
	case SPOIL_NOTHING:
		return 0;
	case SPOIL_VERMAGIC:
		return spoil_vermagic(elf);
	case SPOIL_CRC:
		return spoil_crc(elf);
	case SPOIL_SYMBOL:
		return spoil_symbol(elf, symbol);
	case SPOIL_SIZE:
		return spoil_size(elf);
	case SPOIL_EXIT:
		return spoil_exit(elf);
	}
	return -EINVAL;
}

int spoil_rename(char *elf, size_t len, const char *from, const char *to)
{
	Elf64_Shdr *module = spoil_sound(elf, len) ? spoil_named(elf, ".gnu.linkonce.this_module") : NULL;
	size_t n = strlen(from) + 1;
	char *data = spoil_data(elf, module, 1), *at = data ? memmem(data, module->sh_size, from, n) : NULL;

	if (!at || strlen(to) >= n)
		return -EINVAL;
	memset(at, 0, n);
	memcpy(at, to, strlen(to));
	return 0;
}
