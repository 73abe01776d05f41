// SPDX-License-Identifier: GPL-2.0-only
/*
 * exit - v1 has no exit, and can never be unloaded.
 */
#include <errno.h>

#include "failure.h"

const struct failure failure_exit = {
	.name = "exit",
	.summary = "v1 has no exit, and can never be unloaded",
	.kmod = {
		.how = "no exit function",
		.old = true,
		.spoil = SPOIL_EXIT,
		.err = EBUSY,
		.text = "unloading pb_up_v1",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "old clean stuck" },
			{ "overlap", NULL, "both clean stuck" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a program has no exit(); the kernel detaches it",
	},
};
