/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * chapter - what one experiment has to say in a report. Its descriptor names it (registry.h), and a
 * folder's report consists of the chapters of the experiments that it has cells of.
 *
 * Order of calls: open, then, on one page for all chapters, every answer, the run, every body, what was
 * skipped, the cells that are not ok, every chapter's limits; then files, summary, close.
 */
#ifndef PB_REPORT_CHAPTER_H
#define PB_REPORT_CHAPTER_H

#include "report/load.h"
#include "report/page.h"

struct experiment;

/* A chapter being written. */
struct chapter_run {
	const struct experiment *experiment;
	const struct results *r;
	const struct results *beside; /* a folder whose sampled cells are shown too, or NULL */
	struct outputs *to;
	int drawing; /* first error of a picture: everything else is written all the same */
	void *own;   /* of the chapter, between open and close */
};

/* A file that a chapter may write, so that one which is out of date can be removed. */
struct chapter_output {
	const char *folder; /* "tables/" or "plots/" */
	/* "gates": this file; "added-": what follows must begin with a digit, as a kernel does; "map*": any. */
	const char *stem;
	const char *extensions; /* each with its dot and a blank after it */
};
#define OUTPUT_TABLE ".md .tex "
#define OUTPUT_PLOT  ".dat .gp .svg .pdf .png .log "

struct chapter {
	const struct chapter_output *outputs; /* a NULL folder ends them; tables of the page included */
	void (*open)(struct chapter_run *c);  /* optional: judge, draw with chapter_draw() */
	/* The first screen: for a reader who has one minute. Headings below the question's. */
	void (*answer)(struct chapter_run *c, struct page *p);
	/* Everything else. Headings from level 2. Optional. */
	void (*body)(struct chapter_run *c, struct page *p);
	const char *limits; /* what its numbers do not say, in markup; NULL: nothing */
	/* Optional: the same where it depends on the folder; wins over .limits. */
	const char *(*limits_of)(const struct chapter_run *c);
	void (*files)(struct chapter_run *c); /* optional: more files than the tables of the page */
	/* Optional: add members about the chapter to what `report --json` prints. */
	void (*summary)(const struct chapter_run *c, json_t *into);
	/* Optional: Markdown for the README, pictures as plots/...; caller frees. */
	char *(*headline)(const struct results *r);
	void (*close)(struct chapter_run *c); /* optional */
};

/*
 * Draw plots/<name>.svg, .pdf and .png from plots/<name>.gp, which output_write() has written with its
 * data. Is the picture there? If not, c->drawing says why, and a page must not show it.
 */
bool chapter_draw(struct chapter_run *c, const char *name);

/* How many cells of @experiment the folder has, sampled ones included. */
size_t chapter_cells(const struct results *r, const struct experiment *e);

extern const struct chapter chapter_portability, chapter_overhead, chapter_lifecycle, chapter_safety, chapter_anatomy, chapter_upfail;
extern const struct chapter chapter_structures;
extern const struct chapter chapter_reach;
extern const struct chapter chapter_effort;
extern const struct chapter chapter_channel;
extern const struct chapter chapter_scaling;
extern const struct chapter chapter_model;
extern const struct chapter chapter_plain;
extern const struct chapter chapter_profile, chapter_toolcost, chapter_cpus;

#endif
