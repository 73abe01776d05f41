/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * safety_case - a cell of `safety` judged by what a guest is made to have told. No guest runs.
 */
#ifndef PB_SAFETY_CASE_H
#define PB_SAFETY_CASE_H

#include "cell.h"

/*
 * Judge side @arm of @fault, on 6.12 under detect: @facts is a JSON object, @console the kernel's log, and @bye says
 * whether the guest got as far as its farewell; else it was ended for its silence. Release with safety_case_free().
 */
struct cell_run safety_case(const char *fault, const char *arm, const char *facts, const char *console, bool bye);
void safety_case_free(struct cell_run *run);

#endif
