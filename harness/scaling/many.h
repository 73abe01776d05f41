/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * many - one handler attached to many functions, by a mechanism of either side.
 *
 * Functions return 0, or -errno with run->reason set. Loading is not attaching: open() brings what is attached
 * into the kernel, except for programs of which every function needs one of its own.
 */
#ifndef PB_SCALING_MANY_H
#define PB_SCALING_MANY_H

#include <probebench/many.h>

#include "cell.h"
#include "scaling/pick.h"

/* A mechanism's name, as in mech=, to a number of its own side; -1: it has none. */
int many_kmod_mech(const char *name);
int many_ebpf_mech(const char *name);

struct many {
	struct cell_run *run;
	const struct pick_function *functions; /* in ascending order of address */
	size_t n;
	void *own; /* of the side, between open and close */
};

struct many_side {
	int (*open)(struct many *m);
	/* Call the handler at every function; @by_function: the one that tells them apart. */
	int (*attach)(struct many *m, bool by_function);
	int (*read)(struct many *m, struct pb_many_counts *c);
	int (*detach)(struct many *m);
	/* Tolerates a half-made state. */
	int (*close)(struct many *m);
};

extern const struct many_side many_kmod, many_ebpf;

#endif
