// SPDX-License-Identifier: GPL-2.0-only
/*
 * oops - v2 follows a null pointer while it begins.
 */
#include "failure.h"

const struct failure failure_oops = {
	.name = "oops",
	.summary = "v2 follows a null pointer while it begins",
	.kmod = {
		.how = "init() follows a null pointer: the module stays, not live, and its name is taken",
		.module = "bad_oops",
		.splat = SPLAT_OOPS,
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none left stuck" },
			{ "overlap", NULL, "old left stuck" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a program has no init()",
	},
};
