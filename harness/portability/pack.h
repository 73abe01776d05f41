/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pack - on the host: what a guest needs of artefacts that were built for other kernels.
 */
#ifndef PB_PORTABILITY_PACK_H
#define PB_PORTABILITY_PACK_H

#include "portability/artefact.h"
#include "vm/initramfs.h"
#include "vm/kernels.h"

/*
 * Add the object of @a, the offsets that it froze, or what a compiler said in its place, for a guest that runs @k.
 * 0 or -errno, logged.
 */
int pack_artefact(const struct artefact *a, const struct kernel *k, struct initramfs *to);

#endif
