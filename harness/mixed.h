/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mixed - what the workload `mixed` consists of.
 */
#ifndef PB_MIXED_H
#define PB_MIXED_H

struct workload;

struct mixed_part {
	const struct workload *workload;
	unsigned int times; /* operations of it in one of the mix */
	unsigned int calls; /* of the mix's function in each of them */
};
extern const struct mixed_part mixed_parts[]; /* ends with a NULL workload */

#endif
