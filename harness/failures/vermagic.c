// SPDX-License-Identifier: GPL-2.0-only
/*
 * vermagic - v2 was built for another kernel: each side notices in its own way.
 */
#include "failure.h"
#include "upgrade/bad_field.skel.h"

const struct failure failure_vermagic = {
	.name = "vermagic",
	.summary = "v2 was built for another kernel",
	.kmod = {
		.how = "another version magic",
		.spoil = SPOIL_VERMAGIC,
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.how = "a member of a structure that this kernel lacks",
		.elf = upgrade_bad_field__elf_bytes,
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
};
