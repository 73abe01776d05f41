// SPDX-License-Identifier: GPL-2.0-only
/*
 * digest - the few lines of a long log that matter: those that were expected, and the last ones.
 *
 * The whole log is searched, not its end: kernels print states after the decisive line.
 */
#include <stdlib.h>
#include <string.h>

#include "safety/build.h"

#define DIGEST_LINES 3	 /* expected ones */
#define DIGEST_TAIL  600 /* bytes */
#define DIGEST_LINE  300

/* The first alternative of @line in @text, or NULL. */
static const char *log_find(const char *text, const char *line)
{
	const char *best = NULL;

	while (*line) {
		size_t n = strcspn(line, "|");
		char *one = str_fmt("%.*s", (int)n, line);
		const char *at = strstr(text, one);

		if (at && (!best || at < best))
			best = at;
		free(one);
		line += n + (line[n] == '|');
	}
	return best;
}

bool log_has(const char *text, const char *line)
{
	return log_find(text, line) != NULL;
}

static void digest_line(char **digest, const char *text, const char *at)
{
	const char *from = at, *end = at + strcspn(at, "\n");

	while (from > text && from[-1] != '\n')
		from--;
	if (end - from > DIGEST_LINE)
		from = at;
	text_add(digest, "%.*s\n", (int)(end - from < DIGEST_LINE ? end - from : DIGEST_LINE),
		 from);
}

char *log_digest(const char *log, const struct fault_expect *expect)
{
	size_t len = strlen(log), n = 0;
	const char *tail = len > DIGEST_TAIL ? log + len - DIGEST_TAIL : log;
	char *digest = str_dup("");

	for (const struct fault_expect *e = expect; e && !e->end && n < DIGEST_LINES; e++) {
		const char *at = e->line ? log_find(log, e->line) : NULL;

		if (!at || at >= tail)
			continue;
		digest_line(&digest, log, at);
		n++;
	}
	if (tail > log)
		tail += strcspn(tail, "\n") + (strchr(tail, '\n') != NULL);
	text_add(&digest, "%s", tail);
	return digest;
}
