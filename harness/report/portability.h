/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * portability - what the pieces of its chapter share: rows, cells, and the matrix as a picture.
 */
#ifndef PB_REPORT_PORTABILITY_H
#define PB_REPORT_PORTABILITY_H

#include "report/chapter.h"

#define PORT_EXPERIMENT "portability"
#define PORT_PICTURE	"portability-map"

/* What its row is named; a build for the kernel that it is tried on stands in one row for all kernels. Caller frees. */
char *port_row(const struct result_cell *c);

/* The same to be read, with the short name of the kernel that it was built for. Caller frees. */
char *port_label(const struct results *r, const char *row);

/* The rows of @arm's artefacts, those of one artefact next to one another; caller frees each and all. */
size_t port_names(const struct results *r, const char *arm, char ***names);

/* The cell of @kernel in row @artefact of @arm, or NULL. */
const struct result_cell *port_cell(const struct results *r, const char *kernel, const char *arm,
				    const char *artefact);

/* "works", ...; how the cell ended where it has no verdict; "-" if there is none. */
const char *port_verdict(const struct result_cell *c);

/* Write plots/portability-map.{dat,gp} and draw them: is the picture there? See chapter_draw(). */
bool port_map(struct chapter_run *c);

#endif
