/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bundle - a result folder packed for an archive.
 */
#ifndef PB_BUNDLE_H
#define PB_BUNDLE_H

#include "args.h"

struct bundle_opts {
	const char *out, *title;
	struct arg_list authors;
};

/*
 * bundle_describe.c: beside the copy in @stage of the result folder @dir write data/ with its cells as
 * CSV, datapackage.json with their schema, CITATION.cff and, last, SHA256SUMS. 0 or -errno (logged).
 */
int bundle_describe(const struct bundle_opts *o, const char *dir, const char *stage, const char *name);

#endif
