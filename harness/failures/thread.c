// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread - a thread of v1 outlives it.
 *
 * It returns to where v1 was. With overlap nothing is there: it dies of the fault, alone. With replace v2 may lie there by
 * then, and the thread runs whatever of v2 is at that address: into a fault of its own, or into one inside of an interrupt,
 * of which the guest dies before anybody could look (seen on 6.12 again and again, on 6.1 not yet).
 */
#include "failure.h"

const struct failure failure_thread = {
	.name = "thread",
	.summary = "a thread of v1 outlives it",
	.kmod = {
		.how = "exit() forgets the thread, which wakes up in memory that is gone",
		.old = true,
		.module = "bad_thread",
		.splat = SPLAT_OOPS,
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "new clean continued|unseen unseen dead" },
			{ "overlap", NULL, "new clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a program has no thread",
	},
};
