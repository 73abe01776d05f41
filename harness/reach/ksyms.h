/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ksyms - what the running kernel lets a module call, and where both sides can attach.
 *
 * Asked of the kernel itself: kallsyms, tracefs, the list of functions that kprobes refuse, and its BTF.
 */
#ifndef PB_REACH_KSYMS_H
#define PB_REACH_KSYMS_H

#include <jansson.h>

#include "base.h"

struct ksym {
	u64 address;
	char kind; /* as kallsyms has it */
	const char *name;
};

/* Sorted by address; the strings lie in @text. Symbols of modules are left out. */
struct ksyms {
	struct ksym *v;
	size_t n;
	char *text;
};

/* From the text of /proc/kallsyms, which it takes over; -EPERM: all addresses are 0 (kptr_restrict). */
int ksyms_parse(char *text, struct ksyms *s);
void ksyms_free(struct ksyms *s);

struct exports {
	u64 all, gpl, functions; /* functions: of all, those that are code */
	bool known;		 /* the kernel lists its exports among its symbols */
	bool gpl_known;		 /* those for the GPL only lie apart: kernels of 7.x mark them another way */
};

/* What the kernel image exports, by the entries of its own tables (__ksymtab_NAME). */
void ksyms_exports(const struct ksyms *s, struct exports *e);

/* The same of the text of a Module.symvers: of vmlinux, and of the distribution's modules. */
void symvers_exports(const char *text, struct exports *kernel, struct exports *modules);

/*
 * Functions of the image; those that a kprobe may be put on, by the text of kprobes/blacklist (NULL: all);
 * and names that stand for more than one of them.
 */
struct probeable {
	u64 functions, kprobe, ambiguous;
};
void ksyms_probeable(const struct ksyms *s, const char *blacklist, struct probeable *p);

/* Lines of @text, which may be NULL, that are names of the image's functions: without " [module]". */
u64 lines_of_image(const char *text);

/* How many of @names, sorted, stand at the beginning of a line of @text, each counted once. */
u64 lines_among(const char *text, const char *const *names, size_t n);

#endif
