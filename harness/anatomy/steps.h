/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * steps - the log of a traced event: every instruction, in the order of execution.
 *
 * As a file, so that a log recorded once can be read again without a guest: first the symbols that
 * it touches, in the form of /proc/kallsyms behind a "="; then a line for each step, instruction
 * pointer, stack pointer and the instruction's first bytes, all in hexadecimal.
 */
#ifndef PB_STEPS_H
#define PB_STEPS_H

#include <stdio.h>

#include "anatomy/insn.h"
#include "anatomy/symbols.h"

struct step {
	u64 rip, rsp; /* before it is executed */
	u8 code[INSN_MAX_BYTES];
	u8 len; /* how many bytes of code are known */
};

struct steps {
	struct step *v;
	size_t n;
};

void steps_add(struct steps *s, const struct step *step);
void steps_free(struct steps *s);
enum insn_class step_class(const struct step *s);
/* Does it run in user space? */
bool step_in_user(const struct step *s);

void steps_write(const struct steps *s, const struct symbols *symbols, FILE *out);
/* Symbols are added and sorted. 0, or -EINVAL with the number of the line that is none in *line. */
int steps_read(struct steps *s, struct symbols *symbols, const char *text, int *line);

/*
 * Cut the log down to what lies between the first and the last reading of the clock in user space:
 * the instructions that the difference of the two readings counts. -ENODATA: there are no two.
 */
int steps_bracket(struct steps *s);

#endif
