// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory - v2 wants more memory than there is (ENOMEM).
 */
#include <errno.h>

#include "failure.h"
#include "upgrade/bad_size.skel.h"

const struct failure failure_memory = {
	.name = "memory",
	.summary = "v2 wants more memory than there is",
	.kmod = {
		.how = "variables of 768 MiB",
		.spoil = SPOIL_SIZE,
		.err = ENOMEM,
		/* The first of vmalloc() on 6.1, the other of its caller on 6.12; of more than all modules may have 6.1 says nothing. */
		.text = "exceeds total pages|unable to allocate memory",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.how = "a map of 2 GiB",
		.elf = upgrade_bad_size__elf_bytes,
		.err = ENOMEM,
		.text = "up_huge",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "none clean continued" },
			{ "overlap", NULL, "old clean continued" },
			{ "stub", NULL, "old clean continued" },
			{ .strategy = NULL },
		},
	},
};
