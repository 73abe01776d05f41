/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_store - the kernels that lie unpacked under root_cache()/kernels, one folder each.
 */
#ifndef PB_KERNEL_STORE_H
#define PB_KERNEL_STORE_H

#include "base.h"
#include "vm/apt.h"
#include "vm/kernels.h"

/* A stored kernel. -ENOENT if there is none or its folder is damaged; runs no program. (quiet) */
int store_load(const char *release, struct kernel *k);

/*
 * Download and unpack; the folder appears under its final name only when it is complete. The caller
 * holds the cache's lock. -EIO: the archives do not answer, logged as a warning; others: an error.
 */
int store_fetch(const struct apt_kernel *offer);

/* The releases in the store, unsorted: allocates *releases and each of them; returns the number. */
int store_list(char ***releases);

/* SHA-256 of a file, in hex; NULL after a logged error. Caller frees. */
char *store_sha256(const char *path);

#endif
