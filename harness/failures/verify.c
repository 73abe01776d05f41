// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify - v2 is refused by the verifier.
 */
#include <errno.h>

#include "failure.h"
#include "upgrade/bad_verify.skel.h"

const struct failure failure_verify = {
	.name = "verify",
	.summary = "v2 is refused by the verifier",
	.kmod = {
		.why = "a module is not verified: what the verifier would refuse is found out when it runs",
	},
	.ebpf = {
		.how = "a pointer is used without a check",
		.elf = upgrade_bad_verify__elf_bytes,
		.err = EACCES,
		.text = "invalid mem access 'map_value_or_null'",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
};
