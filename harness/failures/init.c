// SPDX-License-Identifier: GPL-2.0-only
/*
 * init - v2 refuses to begin.
 */
#include <errno.h>

#include "failure.h"

const struct failure failure_init = {
	.name = "init",
	.summary = "v2 refuses to begin",
	.kmod = {
		.how = "init() returns an error",
		.module = "bad_init",
		.err = EINVAL,
		.text = "init() refuses",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a program has no init()",
	},
};
