/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * header - the block that heads report.md: what was run, on what, and how it ended.
 */
#ifndef PB_REPORT_HEADER_H
#define PB_REPORT_HEADER_H

#include <stdio.h>

#include "report/load.h"

void header_write(const struct results *r, FILE *out);

#endif
