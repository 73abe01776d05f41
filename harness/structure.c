// SPDX-License-Identifier: GPL-2.0-only
/*
 * structure - the table of data structures: look-ups, and whether a descriptor is whole.
 */
#include <string.h>

#include <probebench/structures.h>

#include "structure.h"

const struct structure_op structure_ops[NR_ST_OPS] = {
	{ ST_INSERT, "insert" }, { ST_LOOKUP, "lookup" },   { ST_UPDATE, "update" },
	{ ST_DELETE, "delete" }, { ST_ITERATE, "iterate" },
};

const struct structure *structure_find(const char *name, const char *arm)
{
	for (const struct structure *const *s = structures; *s; s++)
		if (!strcmp((*s)->name, name) && !strcmp((*s)->arm, arm))
			return *s;
	return NULL;
}

const char *structure_kind_text(enum structure_kind k)
{
	static const char *const texts[NR_ST_KINDS] = { "table, by key", "array, by place", "queue or stack",
							"set of keys" };

	return texts[k];
}

const struct structure_op *structure_op_find(const char *name)
{
	for (size_t i = 0; i < NR_ST_OPS; i++)
		if (!strcmp(structure_ops[i].name, name))
			return &structure_ops[i];
	return NULL;
}

bool structure_has(const struct structure *s, char letter)
{
	return letter && strchr(s->ops, letter);
}

char *structure_check(const struct structure *s)
{
	bool ebpf = s->arm && !strcmp(s->arm, "ebpf");

	if (!s->name || !s->arm || !s->summary || !s->ops || !*s->ops)
		return str_fmt("structure %s: name, arm, summary or ops is missing", s->name ? s->name : "?");
	if (!ebpf && strcmp(s->arm, "kmod"))
		return str_fmt("structure %s: there is no arm %s", s->name, s->arm);
	if (ebpf != (s->bpf_elf != NULL))
		return str_fmt("structure %s: a BPF object belongs to the arm ebpf, and to it alone", s->name);
	if (s->tracing && !ebpf)
		return str_fmt("structure %s: programs of fentry belong to the arm ebpf", s->name);
	for (const char *op = s->ops; *op; op++) {
		bool known = false;

		for (size_t i = 0; i < NR_ST_OPS; i++)
			known |= structure_ops[i].letter == *op;
		if (!known)
			return str_fmt("structure %s: there is no operation '%c'", s->name, *op);
	}
	if (structure_has(s, ST_INSERT) != structure_has(s, ST_DELETE) && s->kind != ST_SET)
		return str_fmt("structure %s: what is inserted is never deleted, or the reverse", s->name);
	if (!s->other && !structure_find(s->name, ebpf ? "kmod" : "ebpf"))
		return str_fmt("structure %s: the other side has none of this name, and .other does not say what it "
			       "has", s->name);
	return NULL;
}
