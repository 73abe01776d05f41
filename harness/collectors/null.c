// SPDX-License-Identifier: GPL-2.0-only
/*
 * null - descriptor of the empty collector: the floor of each hook.
 */
#include "registry.h"
#include "null.skel.h"

const struct collector collector_null = {
	.name = "null",
	.summary = "an empty handler: the floor of a hook",
	.bpf_elf = null__elf_bytes,
};
