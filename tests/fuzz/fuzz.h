/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz - what the targets share: libFuzzer's entry points, silence, and a claim that aborts.
 */
#ifndef PB_FUZZ_H
#define PB_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Warnings are what damaged input is meant to give; printing them would be most of the work. The
 * sanitizers write to the descriptor and are heard.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	stderr = fopen("/dev/null", "w");
	return 0;
}

#define FUZZ_CLAIM(claim)                                                                          \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			dprintf(2, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #claim);      \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#endif
