/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain - why an artefact does not work on a kernel: the class, and the line that decides it.
 */
#ifndef PB_EXPLAIN_H
#define PB_EXPLAIN_H

#include "base.h"

/* Best first. */
enum fit {
	FIT_WORKS,
	FIT_WRONG_DATA, /* it runs, and reports what is not so */
	FIT_MISCOUNTS,	/* it runs, and loses or invents events */
	FIT_SOURCE,	/* there is none: its source cannot be compiled for that kernel */
	FIT_CONFIG,	/* the kernel was built without something that it needs */
	FIT_VERMAGIC,	/* built for a kernel of another name */
	FIT_LAYOUT,	/* the kernel's own struct module has another size */
	FIT_VERSIONS,	/* a symbol's checksum is another one */
	FIT_SYMBOL,	/* a symbol is not there, or not exported */
	FIT_HOOK,	/* the function to attach to is not there, or cannot be attached to */
	FIT_HELPER,	/* a helper, kfunc or map type is not there, or not for such programs */
	FIT_RELOCATION, /* a field or type is not in the kernel's type information */
	FIT_VERIFIER,	/* refused for another reason of the verifier's */
	FIT_UNEXPLAINED,
	NR_FITS
};

struct fit_info {
	const char *name;     /* the verdict in cells: "works", "vermagic" */
	const char *symbol;   /* for a matrix: one or two letters */
	const char *sentence;
};
extern const struct fit_info fits[NR_FITS];
int fit_parse(const char *name); /* enum fit or -1 */

/*
 * From what loader, verifier and kernel said, line by line, while one artefact was loaded and attached;
 * *line becomes the line that decides (caller frees), printable and without the kernel's time stamp.
 */
enum fit fit_explain(const char *said, char **line);

#endif
