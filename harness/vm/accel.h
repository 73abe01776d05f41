/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * accel - can this machine boot a guest under an accelerator? Found out by booting one.
 */
#ifndef PB_ACCEL_H
#define PB_ACCEL_H

#include "base.h"
#include "vm/kernels.h"
#include "vm/qemu.h"

/* KVM that works boots in two seconds; emulation takes six, and longer on a busy machine. */
#define ACCEL_KVM_SECONDS 10
#define ACCEL_TCG_SECONDS 90

/*
 * Boot a guest without a plan under @a and wait for its hello. 0: it booted, with *seconds set;
 * -EAGAIN: it did not, with *why set (caller frees); other: it could not be tried. The verdict is
 * cached per boot of this machine and QEMU version; @fresh tries again.
 */
int accel_probe(enum accel a, const struct kernel *k, bool fresh, double *seconds, char **why);

#endif
