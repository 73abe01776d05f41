/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * maps - asking the kernel for maps that other processes made, by name: nothing of them is held in between.
 */
#ifndef PB_UPGRADE_MAPS_H
#define PB_UPGRADE_MAPS_H

#include "base.h"

#define MAPS_VALUE_MAX 64 /* bytes of an element */

/* The highest number of a map that there is: later maps have higher ones. 0: there is none. */
u32 maps_last(void);

/*
 * Give the first element of each array named @name whose number is above @after to @each, in order of numbers.
 * How many there were; elements larger than MAPS_VALUE_MAX are left out.
 */
unsigned int maps_each(const char *name, u32 after, void (*each)(const void *value, void *ctx), void *ctx);

#endif
