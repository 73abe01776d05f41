/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * links - kinds of BPF links, and whether the running kernel replaces the program of one in place.
 *
 * The programs return and do nothing else: two instructions, loaded from here.
 */
#ifndef PB_UPGRADE_LINKS_H
#define PB_UPGRADE_LINKS_H

#include "base.h"

struct link_kind {
	const char *name;
	const char *summary;
	u32 prog_type, attach_type; /* numbers of the kernel's: headers may be older than it */
	const char *
		btf; /* what the program is loaded for, in the kernel's type information; or NULL */
	int returns; /* what the verifier lets a program of this type return */
	int (*attach)(const struct link_kind *k, int prog); /* a link's descriptor or -errno */
	u32 target;					    /* index of a network interface */
	u32 flags;
};

extern const struct link_kind link_kinds[]; /* ends with a NULL name */

/* NULL: there is none. */
const struct link_kind *link_kind_find(const char *name);

struct link_answer {
	const char *
		lacks; /* the step that this kernel cannot even do: "load", "attach"; NULL: it can */
	int err;       /* of that step, or of the update; 0: the program was replaced */
	bool consistent; /* the link names the program that it should after that */
};

/* Load two programs, attach the first, update its link to the second, look, and take all away. */
struct link_answer link_try(const struct link_kind *k);

#endif
