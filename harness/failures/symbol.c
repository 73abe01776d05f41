// SPDX-License-Identifier: GPL-2.0-only
/*
 * symbol - v2 needs a symbol that is not there.
 */
#include <errno.h>

#include "failure.h"
#include "upgrade/bad_symbol.skel.h"

const struct failure failure_symbol = {
	.name = "symbol",
	.summary = "v2 needs a symbol that is not there",
	.kmod = {
		.how = "a function that this kernel does not export",
		.spoil = SPOIL_SYMBOL,
		.symbol = "up_state_get",
		.err = ENOENT,
		.text = "Unknown symbol xp_state_get",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.how = "a variable that this kernel does not have",
		.elf = upgrade_bad_symbol__elf_bytes,
		.err = ESRCH,
		.text = "pb_up_nowhere",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
};
