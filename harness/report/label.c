// SPDX-License-Identifier: GPL-2.0-only
/*
 * label - the short names of a folder's kernels.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/load.h"
#include "vm/apt.h"

/* Labels become file names, so a folder must not be able to choose others than in itself. */
static char *kernel_label(const char *name)
{
	char *label = str_dup(name);

	for (char *c = label; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr(".+-_~", *c))
			*c = '_';
	return label;
}

/* "6.12-rt", as one asks for it; that for VMs, or none of the distribution's, is "6.12". Caller frees. */
static char *kernel_asked(const struct result_kernel *k)
{
	const struct apt_flavour *f = apt_flavour_of(k->release);

	return f && f != apt_flavours ? str_fmt("%s-%s", k->series, f->name) : str_dup(k->series);
}

char *results_label(const struct results *r, const struct result_kernel *k)
{
	char *asked = kernel_asked(k), *label;
	bool series = false, flavour = false;

	for (const struct result_kernel *o = r->kernels; o < r->kernels + r->nr_kernels; o++) {
		char *other = kernel_asked(o);

		series |= o != k && !strcmp(o->series, k->series);
		flavour |= o != k && !strcmp(other, asked);
		free(other);
	}
	label = kernel_label(!series ? k->series : !flavour ? asked : k->release);
	free(asked);
	return label;
}
