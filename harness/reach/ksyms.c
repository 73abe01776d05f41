// SPDX-License-Identifier: GPL-2.0-only
/*
 * ksyms - what the running kernel lets a module call, and where both sides can attach.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reach/ksyms.h"

#define KSYMTAB "__ksymtab_"

static int ksym_order(const void *a, const void *b)
{
	const struct ksym *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

int ksyms_parse(char *text, struct ksyms *s)
{
	char *save = NULL;
	u64 seen = 0;

	*s = (struct ksyms){ .text = text };
	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		char *at, *kind;
		u64 address = strtoull(l, &at, 16);

		/* "ffffffff81000000 T _stext", and of a module "...\t[name]" */
		if (*at != ' ' || strchr(at, '\t'))
			continue;
		kind = at + 1;
		if (!kind[0] || kind[1] != ' ')
			continue;
		seen |= address;
		s->v = s->n & (s->n - 1) ? s->v : mem_grow(s->v, s->n ? 2 * s->n : 1, sizeof(*s->v));
		s->v[s->n++] = (struct ksym){ address, *kind, kind + 2 };
	}
	if (!seen)
		return -EPERM;
	qsort(s->v, s->n, sizeof(*s->v), ksym_order);
	return 0;
}

void ksyms_free(struct ksyms *s)
{
	free(s->v);
	free(s->text);
	*s = (struct ksyms){ 0 };
}

/* A function: not the padding in front of one, nor a part that the compiler moved elsewhere. */
static bool ksym_is_code(const struct ksym *s)
{
	return strchr("tTwW", s->kind) && !str_starts(s->name, "__pfx_") && !strstr(s->name, ".cold");
}

static int name_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted names of the functions; caller frees the array. */
static size_t ksyms_code(const struct ksyms *s, const char ***names)
{
	size_t n = 0;

	*names = mem_alloc(s->n + 1, sizeof(**names));
	for (size_t i = 0; i < s->n; i++)
		if (ksym_is_code(&s->v[i]))
			(*names)[n++] = s->v[i].name;
	qsort(*names, n, sizeof(**names), name_order);
	return n;
}

static const struct ksym *ksyms_named(const struct ksyms *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->v[i].name, name))
			return &s->v[i];
	return NULL;
}

void ksyms_exports(const struct ksyms *s, struct exports *e)
{
	const struct ksym *from = ksyms_named(s, "__start___ksymtab_gpl");
	const struct ksym *to = ksyms_named(s, "__stop___ksymtab_gpl");
	const char **code;
	size_t n = ksyms_code(s, &code);

	*e = (struct exports){ 0 };
	for (size_t i = 0; i < s->n; i++) {
		const struct ksym *sym = &s->v[i];
		const char *name = sym->name + strlen(KSYMTAB);

		if (!str_starts(sym->name, KSYMTAB))
			continue;
		e->all++;
		e->gpl += from && to && sym->address >= from->address && sym->address < to->address;
		e->functions += bsearch(&name, code, n, sizeof(*code), name_order) != NULL;
	}
	e->known = e->all > 0;
	e->gpl_known = from && to;
	free(code);
}

void symvers_exports(const char *text, struct exports *kernel, struct exports *modules)
{
	*kernel = *modules = (struct exports){ 0 };
	/* "0x12345678<tab>name<tab>vmlinux<tab>EXPORT_SYMBOL_GPL<tab>namespace" */
	for (const char *l = text, *next; l && *l; l = next) {
		const char *end = l + strcspn(l, "\n"), *name = memchr(l, '\t', (size_t)(end - l)), *from, *how;
		struct exports *e;

		next = end + (*end == '\n');
		from = name ? memchr(name + 1, '\t', (size_t)(end - name - 1)) : NULL;
		how = from ? memchr(from + 1, '\t', (size_t)(end - from - 1)) : NULL;
		if (!how)
			continue;
		e = how - from - 1 == 7 && !strncmp(from + 1, "vmlinux", 7) ? kernel : modules;
		e->known = e->gpl_known = true;
		e->all++;
		e->gpl += !strncmp(how + 1, "EXPORT_SYMBOL_GPL", 17);
	}
}

struct range {
	u64 from, to;
};

static int range_order(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* Lines "0xffffffff81000000-0xffffffff81000030<tab>name", sorted; caller frees. */
static size_t ranges_read(const char *text, struct range **ranges)
{
	size_t n = 0;

	*ranges = NULL;
	for (const char *l = text; l && *l; l += strcspn(l, "\n"), l += *l == '\n') {
		char *at;
		struct range r = { strtoull(l, &at, 16), 0 };

		if (*at != '-')
			continue;
		r.to = strtoull(at + 1, NULL, 16);
		*ranges = n & (n - 1) ? *ranges : mem_grow(*ranges, n ? 2 * n : 1, sizeof(**ranges));
		(*ranges)[n++] = r;
	}
	if (n)
		qsort(*ranges, n, sizeof(**ranges), range_order);
	return n;
}

/* Does @address lie in a range that begins at or before it? Ranges do not contain one another. */
static bool ranges_have(const struct range *r, size_t n, u64 address)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r[mid].from <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low && address < r[low - 1].to;
}

void ksyms_probeable(const struct ksyms *s, const char *blacklist, struct probeable *p)
{
	const struct ksym *from = ksyms_named(s, "_stext"), *to = ksyms_named(s, "_etext");
	struct range *ranges;
	const char **names;
	size_t nr = ranges_read(blacklist, &ranges), n = ksyms_code(s, &names);
	u64 last = 0;

	*p = (struct probeable){ 0 };
	for (size_t i = 0; i < s->n; i++) {
		/* Several names of one address are one function; what only ran at boot is gone. */
		if (!ksym_is_code(&s->v[i]) || s->v[i].address == last || !from || !to ||
		    s->v[i].address < from->address || s->v[i].address >= to->address)
			continue;
		last = s->v[i].address;
		p->functions++;
		p->kprobe += !ranges_have(ranges, nr, last);
	}
	for (size_t i = 1; i < n; i++)
		p->ambiguous += !strcmp(names[i], names[i - 1]) && (i == 1 || strcmp(names[i], names[i - 2]));
	free(names);
	free(ranges);
}

u64 lines_of_image(const char *text)
{
	u64 n = 0;

	for (const char *l = text; l && *l; l += strcspn(l, "\n"), l += *l == '\n')
		n += !memchr(l, '[', strcspn(l, "\n"));
	return n;
}

u64 lines_among(const char *text, const char *const *names, size_t n)
{
	size_t lines = 0, among = 0;
	const char **found;

	for (const char *l = text; l && *l; l += strcspn(l, "\n"), l += *l == '\n')
		lines++;
	found = mem_alloc(lines + 1, sizeof(*found));
	lines = 0;
	for (const char *l = text; l && *l; l += strcspn(l, "\n"), l += *l == '\n') {
		char name[256];
		const char *key = name;
		const char *const *hit;

		if (memchr(l, '[', strcspn(l, "\n")))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(l, " \t\n"), l);
		hit = bsearch(&key, names, n, sizeof(*names), name_order);
		if (hit)
			found[lines++] = *hit;
	}
	qsort(found, lines, sizeof(*found), name_order);
	for (size_t i = 0; i < lines; i++)
		among += !i || strcmp(found[i], found[i - 1]);
	free(found);
	return among;
}
