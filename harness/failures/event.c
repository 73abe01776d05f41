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
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none left stuck|part left stuck|none left dead|part left dead|none clean dead" },
			{ "overlap", NULL, "none left stuck|part left stuck|none left dead|part left dead|none clean dead" },
			{ "stub", NULL, "none left stuck|part left stuck|none left dead|part left dead|none clean dead" },
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
