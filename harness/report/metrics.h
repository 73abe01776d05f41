/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * metrics - the metrics of recorded cells, whatever experiment made them.
 */
#ifndef PB_REPORT_METRICS_H
#define PB_REPORT_METRICS_H

#include "registry.h"
#include "report/load.h"

/*
 * Which direction is better, as the experiment declares it. What this build does not know (a newer
 * experiment, a metric of another version) counts as "lower": it is a cost until somebody says else.
 */
enum metric_better metric_better(const char *experiment, const char *metric);

/* Does it stand for a result, rather than for the circumstances of one? */
bool metric_is_result(const char *experiment, const char *metric);

/* Is a recorded metric sampled? All others are exact. */
bool metric_sampled(const json_t *metric);

/* Its value as text: an integer stays one, a sampled value has 6 digits; caller frees. */
char *metric_text(const json_t *metric);

#endif
