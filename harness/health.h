/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * health - the watch on the kernel: its log and its taint flags, compared before and after a cell.
 */
#ifndef PB_HEALTH_H
#define PB_HEALTH_H

#include "cell.h"

struct health {
	int kmsg;
	u64 taint;
	u64 allowed; /* taint flags that the cell being judged may set */
};

/* Start watching from now on. 0 or -errno. */
int health_open(struct health *h);
void health_close(struct health *h);

/*
 * What happened since the last call: OUTCOME_OK, or another outcome with a sentence in *why that the
 * caller frees. A log that cannot be read is broken, not ok.
 */
enum outcome health_judge(struct health *h, char **why);

#endif
