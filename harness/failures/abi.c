// SPDX-License-Identifier: GPL-2.0-only
/*
 * abi - v2 was built for a kernel whose structures differ: each side notices in its own way.
 */
#include <errno.h>

#include "failure.h"
#include "upgrade/bad_field.skel.h"

const struct failure failure_abi = {
	.name = "abi",
	.summary = "v2 was built for a kernel whose structures differ",
	.kmod = {
		.how = "another sum of module_layout",
		.spoil = SPOIL_CRC,
		.err = ENOEXEC,
		.text = "disagrees about version of symbol module_layout",
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
		.err = EINVAL,
		.text = "CO-RE relocation",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
};
