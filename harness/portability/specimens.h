/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * specimens - artefacts beside the collectors: each uses something of the kernel that moves, goes or comes, in the
 * way in which programs really use it. What becomes of one on a kernel is for the kernel to say.
 */
#ifndef PB_SPECIMENS_H
#define PB_SPECIMENS_H

#include "registry.h"

enum specimen_kind {
	SPECIMEN_PROGRAM, /* an object that was built once */
	SPECIMEN_FROZEN,  /* the same, with the offsets of one kernel in it */
	SPECIMEN_TYPED,	  /* an object that was built against the types of one kernel */
	SPECIMEN_MODULE,  /* a module of kmod/port/ */
	SPECIMEN_OLD,	  /* a module of kmod/port/old/, which not every kernel lets be built */
	SPECIMEN_CALLS,	  /* the collector that counts, on a function of its own */
};

enum specimen_check {
	SPECIMEN_WHO,	 /* struct pb_whoami: who made the call */
	SPECIMEN_PARENT, /* struct pb_parent: what the caller's parent waits for */
	SPECIMEN_COUNT,	 /* how often */
};

struct specimen {
	const char *name, *arm;
	const char *shows; /* what it depends on, for tables */
	enum specimen_kind kind;
	enum specimen_check check;
	bool built; /* for one kernel */
	bool own;   /* and tried on that one alone: another one refuses it before it comes to what it shows */
	bool sound; /* nothing but a missing option may stop it on the kernel that it is built for */
	const void *(*elf)(size_t *size); /* SPECIMEN_PROGRAM and _FROZEN */
	const char *program;		  /* in the object */
	const char *stem;		  /* of a module's source, or of a typed object's */
	const struct workload *calls;	  /* SPECIMEN_CALLS: the function, and what calls it */
	const char *repair;		  /* the file that makes it work on kernels that refuse it without; or NULL */
	const char *option;		  /* of the kernel's configuration, looked at only once it was refused; or NULL */
};

extern const struct specimen specimens[]; /* ends with a NULL name */

/* NULL: none of that name. */
const struct specimen *specimen_find(const char *name, const char *arm);

/* Below the folder of the modules of one kernel, the file that holds it ("port/pb_port_whoami.ko"); caller frees. */
char *specimen_file(const struct specimen *s);

#endif
