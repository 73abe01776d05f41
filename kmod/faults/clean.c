// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean - the module side of no mistake (harness/faults/clean.c).
 */
#include "pbf.h"

static void clean_event(int pid)
{
}

PBF_KPROBE(clean);
