// SPDX-License-Identifier: GPL-2.0-only
/*
 * hook - v2 looks for a hook that is not there; behind a stub it looks for none.
 */
#include <errno.h>

#include "failure.h"

const struct failure failure_hook = {
	.name = "hook",
	.summary = "v2 finds no such hook",
	.kmod = {
		.how = "a function that this kernel does not have",
		.function = "pb_up_nowhere",
		.err = ENOENT,
		.text = "cannot attach mech=kprobe to target=pb_up_nowhere",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.how = "a function that this kernel does not have",
		.function = "pb_up_nowhere",
		.err = ENOENT,
		.text = "failed to create kprobe 'pb_up_nowhere+0x0'",
		/* Loading and attaching are two steps: the program that was loaded stays until its loader lets go. */
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none left continued" },
			{ "overlap", NULL, "old left continued" },
			{ .strategy = NULL },
		},
	},
};
