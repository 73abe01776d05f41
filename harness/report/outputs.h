/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * outputs - the files that a report writes, remembered so that those of an earlier one can go.
 *
 * A folder that was reported before may hold tables and pictures of kernels or workloads that its
 * cells no longer have. Left lying there, they would be read as results of this run.
 */
#ifndef PB_REPORT_OUTPUTS_H
#define PB_REPORT_OUTPUTS_H

#include "base.h"

struct outputs {
	const char *dir;
	char **names; /* relative to dir */
	size_t nr_names;
	int err; /* of the first file that could not be written */
};

/* Write <dir>/<name> ("tables/gates.md") and its folder. 0 or -errno; does nothing after an error. */
int output_write(struct outputs *o, const char *name, const char *text);
/* Remember a file that another program wrote. */
void output_keep(struct outputs *o, const char *name);
/*
 * Remove the files in tables/ and plots/ that this report did not write but an earlier one could
 * have: no other name is touched.
 */
void outputs_sweep(const struct outputs *o);
/* Is @name ("plots/added-6.12.svg") one that a report could have written? */
bool output_is_ours(const char *name);
void outputs_free(struct outputs *o);

#endif
