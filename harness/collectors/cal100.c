// SPDX-License-Identifier: GPL-2.0-only
/*
 * cal100 - descriptor of the calibration collector: null plus a known number of instructions.
 */
#include <probebench/cal100.h>

#include "registry.h"
#include "cal100.skel.h"

const struct collector collector_cal100 = {
	.name = "cal100",
	.summary = "an empty handler plus 100 instructions: proves the instrument",
	.known_insns = PB_CAL100_INSNS,
	.bpf_elf = cal100__elf_bytes,
};
