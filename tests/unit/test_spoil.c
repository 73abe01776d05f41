// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_spoil - objects are changed where they must be and nowhere else; damaged ones are refused.
 */
#include <criterion/criterion.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "registry.h"
#include "upgrade/spoil.h"
#include "upgrade/witness.h"

/* A module as small as it gets: what spoil.c looks for, in the order in which it is laid out. */
struct tiny {
	Elf64_Ehdr head;
	char modinfo[32], names[112], strings[48], module[64];
	Elf64_Sym symbols[3];
	Elf64_Rela rela[2];
	Elf64_Shdr sections[8];
};

static void section(struct tiny *t, int i, const char *name, u32 type, const void *at, size_t len, u32 link)
{
	static size_t used = 1;

	if (i == 1)
		used = 1;
	t->sections[i].sh_name = (u32)used;
	strcpy(t->names + used, name);
	used += strlen(name) + 1;
	t->sections[i].sh_type = type;
	t->sections[i].sh_offset = (size_t)((const char *)at - (const char *)t);
	t->sections[i].sh_size = len;
	t->sections[i].sh_link = link;
}

static struct tiny make(void)
{
	struct tiny t = { .modinfo = "license=GPL\0vermagic=6.12.1 SMP",
			  .strings = "\0cleanup_module\0up_state_get",
			  .module = "........pb_up_bad_init" };

	memcpy(t.head.e_ident, ELFMAG, SELFMAG);
	t.head.e_ident[EI_CLASS] = ELFCLASS64;
	t.head.e_shoff = offsetof(struct tiny, sections);
	t.head.e_shnum = 8;
	t.head.e_shstrndx = 2;
	t.symbols[1] = (Elf64_Sym){ .st_name = 1, .st_shndx = 6 };
	t.symbols[2] = (Elf64_Sym){ .st_name = 16, .st_shndx = SHN_UNDEF };
	t.rela[1].r_info = ELF64_R_INFO(1, R_X86_64_64);
	section(&t, 1, ".modinfo", SHT_PROGBITS, t.modinfo, sizeof(t.modinfo), 0);
	section(&t, 2, ".shstrtab", SHT_STRTAB, t.names, sizeof(t.names), 0);
	section(&t, 3, ".strtab", SHT_STRTAB, t.strings, sizeof(t.strings), 0);
	section(&t, 4, ".symtab", SHT_SYMTAB, t.symbols, sizeof(t.symbols), 3);
	section(&t, 5, ".bss", SHT_NOBITS, t.module, 8, 0);
	section(&t, 6, ".gnu.linkonce.this_module", SHT_PROGBITS, t.module, sizeof(t.module), 0);
	section(&t, 7, ".rela.gnu.linkonce.this_module", SHT_RELA, t.rela, sizeof(t.rela), 4);
	return t;
}

/* How many bytes of two objects differ. */
static size_t differ(const struct tiny *a, const struct tiny *b)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(*a); i++)
		n += ((const char *)a)[i] != ((const char *)b)[i];
	return n;
}

Test(spoil, each_way_changes_its_place_alone)
{
	struct tiny good = make(), t = good;

	cr_assert_eq(spoil((char *)&t, sizeof(t), SPOIL_NOTHING, NULL), 0);
	cr_expect_eq(differ(&t, &good), 0);
	cr_assert_eq(spoil((char *)&t, sizeof(t), SPOIL_VERMAGIC, NULL), 0);
	cr_expect_eq(differ(&t, &good), 1);
	cr_expect_str_eq(t.modinfo + 12, "vermagic=6.12.1 RMP");
	t = good;
	cr_assert_eq(spoil((char *)&t, sizeof(t), SPOIL_SYMBOL, "up_state_get"), 0);
	cr_expect_eq(differ(&t, &good), 1);
	cr_expect_str_eq(t.strings + 16, "xp_state_get");
	t = good;
	cr_assert_eq(spoil((char *)&t, sizeof(t), SPOIL_SIZE, NULL), 0);
	cr_expect_eq(t.sections[5].sh_size, 3ull << 28);
	t = good;
	cr_assert_eq(spoil((char *)&t, sizeof(t), SPOIL_EXIT, NULL), 0);
	cr_expect_eq(differ(&t, &good), 1);
	cr_expect_eq(ELF64_R_TYPE(t.rela[1].r_info), R_X86_64_NONE);
}

Test(spoil, a_module_is_renamed)
{
	struct tiny t = make();

	cr_assert_eq(spoil_rename((char *)&t, sizeof(t), "pb_up_bad_init", "pb_up_v2"), 0);
	cr_expect_str_eq(t.module + 8, "pb_up_v2");
	cr_expect_eq(t.module[8 + strlen("pb_up_bad_init") - 1], 0, "nothing of the old name is left");
	cr_expect_eq(spoil_rename((char *)&t, sizeof(t), "pb_up_bad_init", "pb_up_v2"), -EINVAL);
	cr_expect_eq(spoil_rename((char *)&t, sizeof(t), "pb_up_v2", "pb_up_much_longer"), -EINVAL);
}

Test(spoil, what_is_not_there_is_no_success)
{
	struct tiny t = make();

	cr_expect_eq(spoil((char *)&t, sizeof(t), SPOIL_SYMBOL, "cleanup_module"), -EINVAL, "it is defined");
	cr_expect_eq(spoil((char *)&t, sizeof(t), SPOIL_SYMBOL, "nowhere"), -EINVAL);
	cr_expect_eq(spoil((char *)&t, sizeof(t), SPOIL_CRC, NULL), -EINVAL);
	memset(t.modinfo, 0, sizeof(t.modinfo));
	cr_expect_eq(spoil((char *)&t, sizeof(t), SPOIL_VERMAGIC, NULL), -EINVAL);
	t.sections[5].sh_type = SHT_PROGBITS;
	cr_expect_eq(spoil((char *)&t, sizeof(t), SPOIL_SIZE, NULL), -EINVAL);
}

Test(spoil, a_damaged_object_is_refused)
{
	struct tiny good = make();

	cr_expect_eq(spoil((char *)&good, sizeof(good.head) - 1, SPOIL_VERMAGIC, NULL), -EINVAL);
	/* Any byte of the headers turned over: refused or done, never a read beyond the end (sanitizers watch). */
	for (size_t i = 0; i < sizeof(good); i++) {
		char *copy = malloc(sizeof(good));

		for (int how = SPOIL_NOTHING; how <= SPOIL_EXIT; how++) {
			memcpy(copy, &good, sizeof(good));
			copy[i] ^= 0x7f;
			spoil(copy, sizeof(good), (enum spoil)how, "up_state_get");
		}
		free(copy);
	}
}

Test(failure, every_entry_is_whole)
{
	for (const struct failure *const *f = failures; *f; f++) {
		const struct failure_side *sides[] = { &(*f)->kmod, &(*f)->ebpf };

		cr_expect_eq(failure_find((*f)->name), *f);
		cr_expect_not_null((*f)->summary);
		for (int a = 0; a < 2; a++) {
			const struct failure_side *s = sides[a];

			cr_expect(!s->how != !s->why, "%s: a side says how it fails, or why it cannot", (*f)->name);
			cr_expect(!s->how == !s->expect, "%s: something is expected of what is done", (*f)->name);
			for (const struct failure_expect *e = s->expect; e && e->strategy; e++)
				cr_expect_not_null(strategy_find(a ? "ebpf" : "kmod", e->strategy), "%s: %s",
						   (*f)->name, e->strategy);
			if (s->how && !(*f)->kill)
				cr_expect(a ? s->elf || s->function : s->module || s->spoil || s->function,
					  "%s: nothing is done", (*f)->name);
		}
	}
}

Test(failure, verdicts_are_whole_alternatives)
{
	cr_expect(failure_fits("old clean continued", "old clean continued"));
	cr_expect(failure_fits("none left stuck|part left dead", "part left dead"));
	cr_expect_not(failure_fits("none left stuck|part left dead", "none left"));
	cr_expect_not(failure_fits("finished", "stuck after call 3"));
	cr_expect_null(failure_expected(failure_find("verify"), "kmod", "replace", "6.12"));
	cr_expect_null(failure_expected(failure_find("vermagic"), "kmod", "pinned", "6.12"));
	cr_expect_str_eq(failure_expected(failure_find("vermagic"), "kmod", "overlap", "6.12"), "old clean continued");
}

Test(failure, an_event_is_told_by_its_hits)
{
	cr_expect_eq(witness_entry(1, 0), WITNESS_OLD);
	cr_expect_eq(witness_entry(0, 1), WITNESS_NEW);
	cr_expect_eq(witness_entry(1, 1), WITNESS_BOTH);
	cr_expect_eq(witness_entry(0, 0), WITNESS_NONE);
	cr_expect_eq(witness_entry(2, 0), WITNESS_PART);
	cr_expect_eq(witness_entry(0, 3), WITNESS_PART);
}
