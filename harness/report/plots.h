/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plots - pictures of `overhead`, one kernel each, drawn by gnuplot from files that stay beside
 * them.
 */
#ifndef PB_REPORT_PLOTS_H
#define PB_REPORT_PLOTS_H

#include "report/cost.h"

/*
 * Write <dir>/plots/{added,ratio}-<label>.{dat,gp} and run gnuplot for .svg, .pdf and .png. *drawn
 * becomes the number of pictures; 0 where the kernel has nothing to compare. 0; -ENOPKG: there is
 * no gnuplot, the .dat and .gp are written all the same; -EIO: gnuplot failed; or -errno.
 */
int plots_build(const struct results *r, const struct result_kernel *k, unsigned int *drawn);

#endif
