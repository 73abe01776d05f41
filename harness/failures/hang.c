// SPDX-License-Identifier: GPL-2.0-only
/*
 * hang - v1 never comes out of its exit.
 */
#include "failure.h"

const struct failure failure_hang = {
	.name = "hang",
	.summary = "v1 never comes out of its exit",
	.kmod = {
		.how = "exit() waits for what never comes",
		.old = true,
		.module = "bad_hang",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none left stuck" },
			{ "overlap", NULL, "new left stuck" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a program has no exit(); the kernel detaches it",
	},
};
