// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread - a thread of v1 outlives it.
 */
#include "failure.h"

const struct failure failure_thread = {
	.name = "thread",
	.summary = "a thread of v1 outlives it",
	.kmod = {
		.how = "exit() forgets the thread, which wakes up in memory that is gone",
		.old = true,
		.module = "bad_thread",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "new clean continued" },
			{ "overlap", NULL, "new clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a program has no thread",
	},
};
