/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbols - which function an address of a guest belongs to: the kernel's own /proc/kallsyms, which
 * knows modules, BPF programs and trampolines as well, and the symbol table of the binary that runs.
 */
#ifndef PB_SYMBOLS_H
#define PB_SYMBOLS_H

#include "base.h"

struct symbol {
	u64 address;
	u64 end; /* first address behind it; 0: where the next symbol begins */
	/*
	 * As a reader finds it: "do_syscall_64", "count_kprobe [pb_count]", "getppid_run [user]". What is
	 * in brackets is where it lives; the kernel itself has none.
	 */
	char *name;
};

struct symbols {
	struct symbol *v; /* by address, one for each */
	size_t n;
};

/* The text of /proc/kallsyms; what is no function is left out. 0; -EPERM: its addresses are hidden. */
int symbols_kallsyms(struct symbols *s, const char *text, size_t len);

/* The functions of an executable that is not relocated. 0 or -errno, having said so. */
int symbols_elf(struct symbols *s, const char *path);

/* Address of a variable of such an executable, 0 if it has none. */
u64 symbols_elf_object(const char *path, const char *name);

/* After the last symbol is in: order them, and keep one name for each address. */
void symbols_sort(struct symbols *s);

/* The function that @address is in, or NULL. */
const struct symbol *symbols_find(const struct symbols *s, u64 address);

/* How many bytes it may have: up to the next symbol, if nothing else says so; 0: unknown. */
u64 symbols_size(const struct symbols *s, const struct symbol *symbol);

/* Address of a symbol of exactly this name, 0 if there is none. */
u64 symbols_address(const struct symbols *s, const char *name);

void symbols_free(struct symbols *s);

#endif
