/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plots - pictures of `overhead`, one kernel each, drawn by gnuplot from files that stay beside
 * them.
 */
#ifndef PB_REPORT_PLOTS_H
#define PB_REPORT_PLOTS_H

#include "report/cost.h"
#include "report/outputs.h"

enum plot_kind {
	PLOT_ANSWER, /* the next one for the headline workload alone; of the newest kernel only */
	PLOT_ADDED,  /* the lead collector's cost by side, a panel a workload */
	PLOT_RATIO,  /* eBPF over module by pair, a panel a workload */
	PLOT_STACK,  /* the floor and what every body adds to it, by side, for the headline workload */
	NR_PLOTS
};

enum plot_state {
	PLOT_NOTHING, /* the kernel has nothing to show */
	PLOT_DRAWN,
	PLOT_FAILED /* its data and script are written */
};

/* The stem of its files is <plot_stem>-<label of the kernel>. */
const char *plot_stem(enum plot_kind kind);
const char *plot_caption(enum plot_kind kind);

/*
 * Write plots/<stem>-<label>.{dat,gp} and run gnuplot for .svg, .pdf and .png. Equal cells give equal
 * files. 0; -ENOPKG: there is no gnuplot; -EIO: gnuplot failed; or -errno.
 */
int plots_build(const struct results *r, const struct result_kernel *k, struct outputs *to,
		enum plot_state states[NR_PLOTS]);

#endif
