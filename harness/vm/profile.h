/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * profile - the machines that experiments declare: accelerator and virtual CPUs (docs/method.md).
 */
#ifndef PB_PROFILE_H
#define PB_PROFILE_H

#include "vm/qemu.h"

/* The guest of profile @name; false: there is no such profile. */
bool profile_guest(const char *name, struct guest_spec *spec);

#endif
