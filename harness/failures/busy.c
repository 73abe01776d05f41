// SPDX-License-Identifier: GPL-2.0-only
/*
 * busy - somebody holds a reference to v1.
 */
#include <errno.h>

#include "failure.h"

const struct failure failure_busy = {
	.name = "busy",
	.summary = "somebody holds a reference to v1",
	.kmod = {
		.how = "its reference count is not 0: EWOULDBLOCK",
		.old = true,
		.module = "bad_busy",
		.release = "release",
		.err = EWOULDBLOCK,
		.text = "unloading pb_up_v1",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "old clean continued" },
			{ "overlap", NULL, "both clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a link is detached whoever holds its program",
	},
};
