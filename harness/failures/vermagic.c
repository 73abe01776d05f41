// SPDX-License-Identifier: GPL-2.0-only
/*
 * vermagic - v2 was built for a kernel of another kind.
 */
#include <errno.h>

#include "failure.h"

const struct failure failure_vermagic = {
	.name = "vermagic",
	.summary = "v2 was built for a kernel of another kind",
	.kmod = {
		.how = "other words after the release in its version magic",
		.spoil = SPOIL_VERMAGIC,
		.err = ENOEXEC,
		.text = "version magic",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.why = "a program does not say what it was built for",
	},
};
