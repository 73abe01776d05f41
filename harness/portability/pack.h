/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pack - on the host: what a guest needs of artefacts that were built for other kernels.
 */
#ifndef PB_PORTABILITY_PACK_H
#define PB_PORTABILITY_PACK_H

#include "portability/artefact.h"
#include "vm/initramfs.h"

/* Add the module of @a, or the offsets that it froze, for a guest that runs @kernel. 0 or -errno, logged. */
int pack_artefact(const struct artefact *a, const char *kernel, struct initramfs *to);

#endif
