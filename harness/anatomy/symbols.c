// SPDX-License-Identifier: GPL-2.0-only
/*
 * symbols - which function an address of a guest belongs to.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "anatomy/symbols.h"

#define SYMBOL_REACH (1u << 20) /* nothing that far behind a symbol is part of it */

static void symbol_add(struct symbols *s, u64 address, u64 end, char *name)
{
	/* Doubled, not counted up: a kernel has more than 100,000. */
	if (!(s->n & (s->n - 1)))
		s->v = mem_grow(s->v, s->n ? 2 * s->n : 1, sizeof(*s->v));
	s->v[s->n++] = (struct symbol){ address, end, name };
}

/*
 * The compiler moves unlikely parts of a function elsewhere; to a reader they are the function. Padding
 * in front of one has a name too, and is not executed.
 */
static char *symbol_name(const char *name, size_t len, const char *where, size_t where_len)
{
	static const char cold[] = ".cold";

	if (len > strlen(cold) && !strncmp(name + len - strlen(cold), cold, strlen(cold)))
		len -= strlen(cold);
	if (!where_len)
		return str_fmt("%.*s", (int)len, name);
	return str_fmt("%.*s %.*s", (int)len, name, (int)where_len, where);
}

/* One line: address, type, name and, behind a tab, [module]. */
static void symbol_line(struct symbols *s, const char *line, size_t len, bool *any)
{
	const char *end = line + len, *tab = memchr(line, '\t', len), *name;
	char *after;
	u64 address = strtoull(line, &after, 16);

	if (after == line || end - after < 4 || *after != ' ' || after[2] != ' ')
		return;
	*any |= address != 0;
	name = after + 3;
	if (!strchr("tTwW", after[1]) || !address || !strncmp(name, "__pfx_", 6))
		return;
	if (!tab)
		tab = end;
	symbol_add(s, address, 0,
		   symbol_name(name, (size_t)(tab - name), tab + 1,
			       tab == end ? 0 : (size_t)(end - tab) - 1));
}

int symbols_kallsyms(struct symbols *s, const char *text, size_t len)
{
	const char *end = text + len;
	bool any = false;

	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));

		if (!eol)
			eol = end;
		symbol_line(s, text, (size_t)(eol - text), &any);
		text = eol + 1;
	}
	return any ? 0 : -EPERM;
}

struct elf_file {
	int fd;
	Elf *elf;
};

static int elf_open(struct elf_file *f, const char *path)
{
	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0) {
		log_err("cannot read the symbols of %s: %s", path, strerror(errno));
		return -errno;
	}
	elf_version(EV_CURRENT);
	f->elf = elf_begin(f->fd, ELF_C_READ, NULL);
	return 0;
}

static void elf_close(struct elf_file *f)
{
	elf_end(f->elf);
	close(f->fd);
}

/* Call @each for every symbol of the table. */
static void elf_symbols(struct elf_file *f, void (*each)(const GElf_Sym *sym, const char *name, void *ctx),
			void *ctx)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr head;
	GElf_Sym sym;

	while (f->elf && (scn = elf_nextscn(f->elf, scn))) {
		Elf_Data *data = elf_getdata(scn, NULL);

		if (!gelf_getshdr(scn, &head) || head.sh_type != SHT_SYMTAB || !data)
			continue;
		for (int i = 0; gelf_getsym(data, i, &sym); i++) {
			const char *name = elf_strptr(f->elf, head.sh_link, sym.st_name);

			if (name && sym.st_value)
				each(&sym, name, ctx);
		}
	}
}

static void elf_function(const GElf_Sym *sym, const char *name, void *ctx)
{
	static const char user[] = "[user]";

	if (GELF_ST_TYPE(sym->st_info) == STT_FUNC)
		symbol_add(ctx, sym->st_value, sym->st_size ? sym->st_value + sym->st_size : 0,
			   symbol_name(name, strlen(name), user, strlen(user)));
}

int symbols_elf(struct symbols *s, const char *path)
{
	size_t before = s->n;
	struct elf_file f;
	int err = elf_open(&f, path);

	if (err)
		return err;
	elf_symbols(&f, elf_function, s);
	elf_close(&f);
	if (s->n > before)
		return 0;
	log_err("%s has no symbol table: build it again and do not strip it", path);
	return -ENOEXEC;
}

struct elf_wanted {
	const char *name;
	u64 address;
};

static void elf_object(const GElf_Sym *sym, const char *name, void *ctx)
{
	struct elf_wanted *wanted = ctx;

	if (GELF_ST_TYPE(sym->st_info) == STT_OBJECT && !strcmp(name, wanted->name))
		wanted->address = sym->st_value;
}

u64 symbols_elf_object(const char *path, const char *name)
{
	struct elf_wanted wanted = { .name = name };
	struct elf_file f;

	if (elf_open(&f, path))
		return 0;
	elf_symbols(&f, elf_object, &wanted);
	elf_close(&f);
	return wanted.address;
}

/*
 * Several names at one address are one function to the CPU, and one of them has to stand for it: the
 * one with the fewest underscores in front, as a call from C would say it; then the shortest.
 */
static int symbol_order(const void *pa, const void *pb)
{
	const struct symbol *a = pa, *b = pb;
	size_t x, y;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	x = strspn(a->name, "_");
	y = strspn(b->name, "_");
	if (x != y)
		return x < y ? -1 : 1;
	x = strlen(a->name);
	y = strlen(b->name);
	return x != y ? (x < y ? -1 : 1) : strcmp(a->name, b->name);
}

void symbols_sort(struct symbols *s)
{
	size_t kept = 0;

	qsort(s->v, s->n, sizeof(*s->v), symbol_order);
	for (size_t i = 0; i < s->n; i++) {
		if (kept && s->v[kept - 1].address == s->v[i].address)
			free(s->v[i].name);
		else
			s->v[kept++] = s->v[i];
	}
	s->n = kept;
}

const struct symbol *symbols_find(const struct symbols *s, u64 address)
{
	size_t low = 0, high = s->n;
	const struct symbol *at;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->v[mid].address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return NULL;
	at = &s->v[low - 1];
	return address < (at->end ? at->end : at->address + SYMBOL_REACH) ? at : NULL;
}

u64 symbols_size(const struct symbols *s, const struct symbol *symbol)
{
	if (symbol->end)
		return symbol->end - symbol->address;
	return symbol + 1 < s->v + s->n ? symbol[1].address - symbol->address : 0;
}

u64 symbols_address(const struct symbols *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->v[i].name, name))
			return s->v[i].address;
	return 0;
}

void symbols_free(struct symbols *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i].name);
	free(s->v);
	*s = (struct symbols){ 0 };
}
