// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps - the log of a traced event: every instruction, in the order of execution.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "anatomy/steps.h"

void steps_add(struct steps *s, const struct step *step)
{
	if (!(s->n & (s->n - 1)))
		s->v = mem_grow(s->v, s->n ? 2 * s->n : 1, sizeof(*s->v));
	s->v[s->n++] = *step;
}

void steps_free(struct steps *s)
{
	free(s->v);
	*s = (struct steps){ 0 };
}

enum insn_class step_class(const struct step *s)
{
	return insn_classify(s->code, s->len);
}

bool step_in_user(const struct step *s)
{
	return !(s->rip >> 47);
}

#define STEPS_CODE 8 /* bytes of an instruction that a file keeps: enough to say what it does */

/* The functions that @s is in, and what follows each, which is where it ends. */
static void steps_symbols(const struct steps *s, const struct symbols *symbols, FILE *out)
{
	bool *touched = mem_alloc(symbols->n + 2, sizeof(*touched));

	for (size_t i = 0; i < s->n; i++) {
		const struct symbol *at = symbols_find(symbols, s->v[i].rip);

		if (at)
			touched[at - symbols->v] = touched[at - symbols->v + 1] = true;
	}
	for (size_t i = 0; i < symbols->n; i++) {
		const char *name = symbols->v[i].name, *where = strchr(name, ' ');

		if (touched[i])
			fprintf(out, "=%" PRIx64 " t %.*s%s%s\n", symbols->v[i].address,
				(int)strcspn(name, " "), name, where ? "\t" : "", where ? where + 1 : "");
	}
	free(touched);
}

void steps_write(const struct steps *s, const struct symbols *symbols, FILE *out)
{
	steps_symbols(s, symbols, out);
	for (size_t i = 0; i < s->n; i++) {
		const struct step *step = &s->v[i];

		fprintf(out, "%" PRIx64 " %" PRIx64 " ", step->rip, step->rsp);
		for (u8 b = 0; b < step->len && b < STEPS_CODE; b++)
			fprintf(out, "%02x", step->code[b]);
		fputc('\n', out);
	}
}

static bool step_parse(const char *line, struct step *step)
{
	char *at;

	*step = (struct step){ 0 };
	step->rip = strtoull(line, &at, 16);
	if (at == line || *at != ' ')
		return false;
	line = at;
	step->rsp = strtoull(line, &at, 16);
	if (at == line || *at++ != ' ')
		return false;
	while (step->len < INSN_MAX_BYTES && *at && *at != '\n') {
		unsigned int byte;

		if (!isxdigit((unsigned char)at[0]) || !isxdigit((unsigned char)at[1]) ||
		    sscanf(at, "%2x", &byte) != 1)
			return false;
		step->code[step->len++] = (u8)byte;
		at += 2;
	}
	return step->len && (!*at || *at == '\n');
}

int steps_read(struct steps *s, struct symbols *symbols, const char *text, int *line)
{
	for (*line = 1; *text; (*line)++) {
		const char *eol = strchrnul(text, '\n');
		struct step step;

		if (*text == '=' ? symbols_kallsyms(symbols, text + 1, (size_t)(eol - text) - 1) != 0 :
				   *text != '#' && !step_parse(text, &step))
			return -EINVAL;
		if (*text != '=' && *text != '#')
			steps_add(s, &step);
		text = *eol ? eol + 1 : eol;
	}
	symbols_sort(symbols);
	return 0;
}

int steps_bracket(struct steps *s)
{
	size_t first = s->n, last = s->n;

	for (size_t i = 0; i < s->n; i++) {
		if (!step_in_user(&s->v[i]) || step_class(&s->v[i]) != INSN_CLOCK)
			continue;
		if (first == s->n)
			first = i;
		last = i;
	}
	if (first == last)
		return -ENODATA;
	/* Each reading counts itself: the first is outside, the second inside. */
	memmove(s->v, s->v + first + 1, (last - first) * sizeof(*s->v));
	s->n = last - first;
	return 0;
}
