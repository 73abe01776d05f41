/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * structure - a data structure of one side, measured alone: without a hook, by orders to run one operation
 * many times (include/probebench/structures.h says what each does).
 *
 * A structure is a file harness/structures/<name>_<arm>.c, this descriptor, and its body:
 * kmod/structures/<name>.c, built as pb_st_<name>.ko, or ebpf/structures/<name>.bpf.c. Where both sides have
 * what does the same in the same way it has one name.
 */
#ifndef PB_STRUCTURE_DESCRIPTOR_H
#define PB_STRUCTURE_DESCRIPTOR_H

#include "base.h"
#include "needs.h"

struct cell_run;

/* What it is for: only structures of one kind stand beside one another. */
enum structure_kind {
	ST_TABLE, /* finds an element by its key */
	ST_ARRAY, /* finds it by its place, which is the key */
	ST_QUEUE, /* gives back what came first, or last */
	ST_SET,	  /* knows whether a key was there */
	NR_ST_KINDS
};

struct structure {
	const char *name;
	const char *arm; /* "kmod", "ebpf" */
	enum structure_kind kind;
	const char *summary; /* what it is, and what it is not good for */
	const char *other;   /* what the other side has in its place; NULL: the same, by this name */
	const char *ops;     /* letters of structures.h, without ST_EMPTY */
	u32 most;	     /* elements it is measured with at most; 0: any number */
	bool last_first;     /* takes out what came last */
	bool forgets;	     /* loses elements by itself when it is full */
	bool keeps_size;     /* its map has no number of elements to be told */
	bool tracing;	     /* eBPF: programs of fentry, attached to a function that test runs call (ST_TRACING) */
	struct needs needs;
	const void *(*bpf_elf)(size_t *size);
};

extern const struct structure *const structures[]; /* generated; ends with NULL */
const struct structure *structure_find(const char *name, const char *arm);
const char *structure_kind_text(enum structure_kind k);

/* Operations, in the order in which they are shown. */
struct structure_op {
	char letter;
	const char *name; /* value of op= */
};
#define NR_ST_OPS 5
extern const struct structure_op structure_ops[NR_ST_OPS];
const struct structure_op *structure_op_find(const char *name);
bool structure_has(const struct structure *s, char letter);

/* NULL if the descriptor is whole, else a sentence that the caller frees. */
char *structure_check(const struct structure *s);

/* One structure in the kernel. */
struct structure_run;

/* What an order came to. */
struct structure_done {
	u64 insns; /* on the instruction clock, around the system call that gave the order */
	u64 done;  /* operations that succeeded */
	u64 sum;
};

/* Make @s with room for @entries elements. NULL with run->reason set. */
struct structure_run *structure_open(struct cell_run *run, const struct structure *s, u32 entries);
/* Which operation the next orders are about; ST_EMPTY or one of s->ops. 0 or -errno with run->reason. */
int structure_pick(struct cell_run *run, struct structure_run *sr, char letter);
/* Run it for @n keys from @first on. 0 or -errno with run->reason set. */
int structure_order(struct cell_run *run, struct structure_run *sr, u32 first, u32 n, struct structure_done *d);
/* Undo structure_open(); NULL is fine. 0 or -errno with run->reason set. */
int structure_close(struct cell_run *run, struct structure_run *sr);

#endif
