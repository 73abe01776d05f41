// SPDX-License-Identifier: GPL-2.0-only
/*
 * listing - machine code as text, with how often each instruction ran.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "anatomy/listing.h"
#include "files.h"
#include "proc.h"

static u64 listing_count(u64 address, const struct steps *steps)
{
	u64 n = 0;

	for (size_t i = 0; i < steps->n; i++)
		n += steps->v[i].rip == address;
	return n;
}

/* An address at the end of @text becomes a name or an offset, because addresses differ between boots. */
static char *listing_target(const char *text, u64 address, size_t len, const struct symbols *symbols)
{
	const char *at = strrchr(text, ' ');
	const struct symbol *symbol;
	char *end;
	u64 to;

	if (!at || strncmp(at + 1, "0x", 2) || (*text != 'c' && *text != 'j'))
		return str_dup(text);
	to = strtoull(at + 1, &end, 16);
	if (*end)
		return str_dup(text);
	if (to >= address && to < address + len)
		return str_fmt("%.*s +0x%llx", (int)(at - text), text, (unsigned long long)(to - address));
	symbol = symbols_find(symbols, to);
	return symbol ? str_fmt("%.*s %s", (int)(at - text), text, symbol->name) : str_dup(text);
}

/* What stands behind a function's last instruction. */
static bool listing_is_padding(const json_t *line)
{
	static const char *const padding[] = { "int3", "nop", "xchg   %ax,%ax", "cs nop", "data16", "add    %al,(%rax)" };
	const char *text = json_string_value(json_array_get(line, 2));

	if (json_integer_value(json_array_get(line, 1)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(padding); i++)
		if (str_starts(text, padding[i]))
			return true;
	return false;
}

json_t *listing_parse(const char *objdump, u64 address, size_t len, const struct steps *steps,
		      const struct symbols *symbols)
{
	json_t *listing = json_array();

	for (const char *line = objdump; *line;) {
		const char *eol = strchrnul(line, '\n'), *tab = memchr(line, '\t', (size_t)(eol - line));
		char *colon, *text, *named;
		u64 at = strtoull(line, &colon, 16);

		if (tab && *colon == ':' && at >= address && at < address + len) {
			size_t n = (size_t)(eol - tab) - 1;

			while (n && tab[n] == ' ')
				n--;
			text = str_fmt("%.*s", (int)n, tab + 1);
			named = listing_target(text, address, len, symbols);
			json_array_append_new(listing,
					      json_pack("[I, I, s]", (json_int_t)(at - address),
							(json_int_t)listing_count(at, steps), named));
			free(named);
			free(text);
		}
		line = *eol ? eol + 1 : eol;
	}
	while (json_array_size(listing) &&
	       listing_is_padding(json_array_get(listing, json_array_size(listing) - 1)))
		json_array_remove(listing, json_array_size(listing) - 1);
	return listing;
}

json_t *listing_x86(u64 address, const u8 *code, size_t len, const struct steps *steps,
		    const struct symbols *symbols)
{
	char path[] = "/tmp/probebench-code-XXXXXX", vma[64], *out = NULL;
	const char *const argv[] = { "objdump", "-D", "-b", "binary", "-m", "i386:x86-64",
				     "--no-show-raw-insn", vma, path, NULL };
	json_t *listing = NULL;
	int fd = mkstemp(path);

	if (fd < 0)
		return NULL;
	snprintf(vma, sizeof(vma), "--adjust-vma=0x%llx", (unsigned long long)address);
	if (write(fd, code, len) == (ssize_t)len && !proc_run(argv, &(struct proc_opts){ .out = &out }))
		listing = listing_parse(out, address, len, steps, symbols);
	close(fd);
	unlink(path);
	free(out);
	return listing;
}
