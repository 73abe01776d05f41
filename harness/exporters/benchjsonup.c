// SPDX-License-Identifier: GPL-2.0-only
/*
 * benchjsonup - the figures that benchjson leaves out: those that get better when they get larger.
 */
#include "export.h"
#include "registry.h"

static void benchjsonup_write(const struct results *r, FILE *out)
{
	export_dashboard(r, METRIC_HIGHER, out);
}

const struct exporter exporter_benchjsonup = {
	.name = "benchjsonup",
	.summary =
		"figures where bigger is better: customBiggerIsBetter of github-action-benchmark",
	.write = benchjsonup_write,
};
