// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps - the log of a traced event: every instruction, in the order of execution.
 */
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

void steps_write(const struct steps *s, FILE *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct step *step = &s->v[i];

		fprintf(out, "%" PRIx64 " %" PRIx64 " ", step->rip, step->rsp);
		for (u8 b = 0; b < step->len; b++)
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

		if (sscanf(at, "%2x", &byte) != 1 || !at[1])
			return false;
		step->code[step->len++] = (u8)byte;
		at += 2;
	}
	return step->len && (!*at || *at == '\n');
}

int steps_read(struct steps *s, const char *text, int *line)
{
	for (*line = 1; *text; (*line)++) {
		const char *eol = strchrnul(text, '\n');
		struct step step;

		if (*text != '#') {
			if (!step_parse(text, &step))
				return -EINVAL;
			steps_add(s, &step);
		}
		text = *eol ? eol + 1 : eol;
	}
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
