// SPDX-License-Identifier: GPL-2.0-only
/*
 * metrics - what the registry knows of a recorded metric.
 */
#include <string.h>

#include "report/metrics.h"

enum metric_better metric_better(const char *experiment, const char *metric)
{
	const struct experiment *e = experiment_find(experiment);

	for (const struct metric *m = e ? e->metrics : NULL; m && m->name; m++)
		if (!strcmp(m->name, metric))
			return m->better;
	return METRIC_LOWER;
}

bool metric_is_result(const char *experiment, const char *metric)
{
	return metric_better(experiment, metric) != METRIC_NEITHER;
}

bool metric_sampled(const json_t *metric)
{
	const char *cls = json_string_value(json_object_get(metric, "class"));

	return cls && !strcmp(cls, "sampled");
}

char *metric_text(const json_t *metric)
{
	const json_t *value = json_object_get(metric, "value");

	if (json_is_integer(value))
		return str_fmt("%lld", (long long)json_integer_value(value));
	return json_is_real(value) ? str_fmt("%.6g", json_real_value(value)) : str_dup("");
}
