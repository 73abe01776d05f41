/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * buildroot - the compiler of another suite: a kernel's headers bring programs that run on the suite
 * they were made for, and insist on its compiler.
 */
#ifndef PB_BUILDROOT_H
#define PB_BUILDROOT_H

#include "proc.h"
#include "vm/kernels.h"

/* Do the programs in @k's headers run here, with compiler @cc? */
bool buildroot_fits_host(const struct kernel *k, const char *cc);

/* The suite whose compiler @k is built with, which has one of its own: "stable" for stable-backports. */
const char *buildroot_suite(const struct kernel *k);

/* The root that is there for @k and @cc, NULL if there is none or none is wanted; caller frees. */
char *buildroot_there(const struct kernel *k, const char *cc);

/*
 * Run @argv where @cc and @k's headers work: here, or in a root of the suite that @k is from, which is
 * made by mmdebstrap if it is not there yet (root_cache()/roots/<suite>-<cc>: 300 MB, half a minute).
 * @dirs, NULL ends, are folders that the command needs besides the headers; inside they have the same
 * paths. Returns as proc_run() does; a root that cannot be made is -ENOENT (no mmdebstrap, unknown
 * suite), -ENOSPC or -EIO, as logged.
 */
int buildroot_run(const struct kernel *k, const char *cc, const char *const argv[],
		  const char *const dirs[], const struct proc_opts *opts);

#endif
