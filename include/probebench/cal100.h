/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cal100 - the contract of the calibration collector: null's handler plus a known amount of work.
 *
 * One instruction clears a scratch register and PB_CAL100_INSNS - 1 add to it; none touches memory.
 * Both sides write it in assembly, where a compiler can neither shorten nor reorder it, and the BPF
 * JIT turns each of these BPF instructions into exactly one x86 instruction. The instrument must find
 * precisely this number between null and cal100, on every hook: if it does not, it measures something
 * else and no other figure of the run can be believed.
 */
#ifndef PB_CAL100_H
#define PB_CAL100_H

#include "abi.h"

#define PB_CAL100_INSNS 100

#endif
