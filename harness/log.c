// SPDX-License-Identifier: GPL-2.0-only
/*
 * log - messages to people, and the few string and memory helpers that cannot fail.
 *
 * Data never goes through here: results have one writer (record.c), tables go to stdout.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

static bool log_progress_shown;

static void log_line(const char *level, const char *fmt, va_list ap)
{
	if (log_progress_shown)
		fputs("\r\033[K", stderr);
	log_progress_shown = false;
	fprintf(stderr, "probebench: %s", level);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

void log_err(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("error: ", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("warning: ", fmt, ap);
	va_end(ap);
}

void log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line("", fmt, ap);
	va_end(ap);
}

void log_progress(const char *fmt, ...)
{
	va_list ap;

	if (!isatty(STDERR_FILENO))
		return;
	fputs("\r\033[K", stderr);
	log_progress_shown = fmt != NULL;
	if (!fmt)
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fflush(stderr);
}

static void *mem_check(void *p)
{
	if (!p) {
		fputs("probebench: error: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *mem_alloc(size_t n, size_t size)
{
	return mem_check(calloc(n ? n : 1, size ? size : 1));
}

void *mem_grow(void *p, size_t n, size_t size)
{
	return mem_check(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *str_fmt(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	va_end(ap);
	return mem_check(s);
}

void text_add(char **text, const char *fmt, ...)
{
	char *more, *grown;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&more, fmt, ap) < 0)
		abort();
	va_end(ap);
	grown = str_fmt("%s%s", *text ? *text : "", more);
	free(*text);
	free(more);
	*text = grown;
}

char *str_dup(const char *s)
{
	return mem_check(strdup(s));
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcmp(s + n - m, suffix) == 0;
}

char *str_replace(const char *s, const char *from, const char *to)
{
	size_t step = strlen(from), len = 0, cap = strlen(s) + 1;
	char *out = mem_alloc(cap, 1);
	const char *hit;

	if (!step)
		return strcpy(out, s);
	while ((hit = strstr(s, from))) {
		char *grown = str_fmt("%.*s%.*s%s", (int)len, out, (int)(hit - s), s, to);

		free(out);
		out = grown;
		len = strlen(out);
		s = hit + step;
	}
	out = mem_grow(out, len + strlen(s) + 1, 1);
	strcpy(out + len, s);
	return out;
}
