// SPDX-License-Identifier: GPL-2.0-only
/*
 * event - v2 follows a null pointer at its first event.
 */
#include "failure.h"
#include "upgrade/bad_null.skel.h"

const struct failure failure_event = {
	.name = "event",
	.summary = "v2 follows a null pointer at its first event",
	.kmod = {
		.how = "it follows a null pointer",
		.module = "bad_event",
		.splat = SPLAT_OOPS,
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none left stuck" },
			{ "overlap", NULL, "none left stuck" },
			{ "stub", NULL, "none left stuck" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.how = "it follows a null pointer, which reads 0",
		.elf = upgrade_bad_null__elf_bytes,
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "new clean continued" },
			{ "overlap", NULL, "new clean continued" },
			{ "stub", NULL, "new clean continued" },
			{ .strategy = NULL },
		},
	},
};
