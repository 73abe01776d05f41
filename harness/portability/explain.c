// SPDX-License-Identifier: GPL-2.0-only
/*
 * explain - why an artefact does not work on a kernel: patterns over what was said.
 *
 * The kernel's order of checks is the table's: struct module, vermagic, checksums, symbols. Messages
 * are searched as a whole, because what decides is rarely what was said last.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "portability/explain.h"

const struct fit_info fits[NR_FITS] = {
	[FIT_WORKS] = { "works", "+", "loads, attaches, and reports what happened" },
	[FIT_WRONG_DATA] = { "wrong_data", "W", "loads, attaches, and reports what is not so; nobody complains" },
	[FIT_MISCOUNTS] = { "miscounts", "N", "loads, attaches, and loses or invents events; nobody complains" },
	[FIT_SOURCE] = { "source", "b", "its source cannot be compiled for this kernel" },
	[FIT_CONFIG] = { "config", "c", "the kernel was built without something that it needs" },
	[FIT_VERMAGIC] = { "vermagic", "v", "refused: built for a kernel of another name" },
	[FIT_LAYOUT] = { "layout", "l", "refused: the kernel's struct module has another size" },
	[FIT_VERSIONS] = { "versions", "m", "refused: the checksum of a symbol is another one" },
	[FIT_SYMBOL] = { "symbol", "s", "refused: a symbol is not there" },
	[FIT_HOOK] = { "hook", "h", "the function to attach to is not there, or cannot be attached to" },
	[FIT_HELPER] = { "helper", "f", "refused: a helper, kfunc or map type is not there" },
	[FIT_RELOCATION] = { "relocation", "r", "refused: a field or type is not there" },
	[FIT_VERIFIER] = { "verifier", "V", "refused by the verifier for another reason" },
	[FIT_UNEXPLAINED] = { "unexplained", "?", "does not work, and nobody said why" },
};

int fit_parse(const char *name)
{
	for (int i = 0; i < NR_FITS; i++)
		if (name && !strcmp(fits[i].name, name))
			return i;
	return -1;
}

static const struct {
	const char *text;
	enum fit fit;
} patterns[] = {
	{ ": error: ", FIT_SOURCE },
	{ "section size must match", FIT_LAYOUT },
	{ "version magic", FIT_VERMAGIC },
	{ "disagrees about version of symbol", FIT_VERSIONS },
	{ "no symbol version for", FIT_VERSIONS },
	{ "Unknown symbol", FIT_SYMBOL },
	{ "failed to resolve CO-RE relocation", FIT_RELOCATION },
	{ "CO-RE relocation", FIT_RELOCATION },
	{ "unknown func bpf_", FIT_HELPER },
	{ "invalid func unknown", FIT_HELPER },
	{ "cannot use helper", FIT_HELPER },
	{ "failed to create kprobe", FIT_HOOK },
	{ "failed to create kretprobe", FIT_HOOK },
	{ ": failed to create", FIT_HELPER },
	{ "Error in bpf_create_map", FIT_HELPER },
	{ "calling kernel function", FIT_HELPER },
	{ "not found in kernel or module BTFs", FIT_HELPER },
	{ "is not found in kernel BTF", FIT_HOOK },
	{ "failed to find kernel BTF type ID", FIT_HOOK },
	{ "could not find", FIT_HOOK },
	{ "attaching", FIT_HOOK },
	/* A module attaches while it is loaded, and register_kprobe() says no more than that. */
	{ "\": No such file or directory", FIT_HOOK },
	{ "processed ", FIT_VERIFIER },
};

/* A line without "<4>[    1.234567] ", and without what a terminal would act upon. */
static char *line_clean(const char *line, size_t len)
{
	const char *end = line + len, *close;
	char *clean, *to;

	if (len > 3 && line[0] == '<' && line[2] == '>')
		line += 3;
	close = line < end && *line == '[' ? memchr(line, ']', (size_t)(end - line)) : NULL;

	if (close && close + 2 < end && close[1] == ' ' &&
	    strspn(line + 1, " 0123456789.T") == (size_t)(close - line - 1))
		line = close + 2;
	clean = to = mem_alloc((size_t)(end - line) + 1, 1);
	for (; line < end; line++)
		if (isprint((unsigned char)*line))
			*to++ = *line;
	return clean;
}

/* A line of the verifier's that is no refusal: an instruction, the source above it, or one of its statistics. */
static bool line_is_told(const char *line)
{
	return *line == '\n' || *line == ';' || isdigit((unsigned char)*line) ||
	       str_starts(line, "verification time ") || str_starts(line, "stack depth ");
}

/* What the verifier said last before its statistics is what it refused. */
static const char *line_before(const char *said, const char *line)
{
	while (line > said) {
		line--;
		while (line > said && line[-1] != '\n')
			line--;
		if (!line_is_told(line))
			return line;
	}
	return line;
}

enum fit fit_explain(const char *said, char **line)
{
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		const char *hit = strstr(said, patterns[i].text);

		if (!hit)
			continue;
		while (hit > said && hit[-1] != '\n')
			hit--;
		if (patterns[i].fit == FIT_VERIFIER)
			hit = line_before(said, hit);
		*line = line_clean(hit, strcspn(hit, "\n"));
		return patterns[i].fit;
	}
	*line = line_clean(said, strcspn(said, "\n"));
	return FIT_UNEXPLAINED;
}
