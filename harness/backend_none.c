// SPDX-License-Identifier: GPL-2.0-only
/*
 * none - the baseline as a backend: nothing is attached, everything else is the same.
 *
 * Comparing it with itself is the A/A check of the instrument.
 */
#include "cell.h"
#include "registry.h"

static int none_attach(struct cell_run *run)
{
	return 0;
}

static int none_read(struct cell_run *run, struct counters *c)
{
	*c = (struct counters){ 0 };
	return 0;
}

static u64 none_handler(struct cell_run *run)
{
	return 0;
}

static int none_detach(struct cell_run *run)
{
	return 0;
}

const struct backend backend_none = {
	.name = "none",
	.summary = "no collector: the baseline",
	.attach = none_attach,
	.read = none_read,
	.handler = none_handler,
	.detach = none_detach,
};
