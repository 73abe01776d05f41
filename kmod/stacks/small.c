// SPDX-License-Identifier: GPL-2.0-only
/*
 * small - the collector `stack` with PB_STACK_SMALL places, so that a table can be seen that is full.
 *
 * A module of its own and no parameter: a mask that is read at run time costs each event of the collector more.
 */
#include <probebench/stack.h>

#undef PB_STACK_IDS
#define PB_STACK_IDS PB_STACK_SMALL
#include "../stack.c"
