/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modbuild - the project's modules, built for one kernel.
 */
#ifndef PB_MODBUILD_H
#define PB_MODBUILD_H

#include "base.h"
#include "vm/kernels.h"

/*
 * Build kmod/ for @k with kbuild into root_build()/kmod/<release>, doing only what changed since
 * the last time. @stems, ended by NULL, are the modules that must exist afterwards: pb_<stem>.ko
 * in *dir (caller frees). -ENOENT: a tool or the sources are missing; -EIO: the build failed, and
 * the end of its log has been shown.
 */
int modules_build(const struct kernel *k, const char *const stems[], char **dir);

/*
 * Build kmod/<folder> for @k with the Kbuild file in it, into root_build()/kmod/<release>/<folder>; after
 * modules_build(), which lays out the sources. Every .ko there is then for @k. Errors as above.
 */
int modules_build_folder(const struct kernel *k, const char *folder);

/* The program that @k's headers compile modules with: "gcc-12"; caller frees. */
char *modules_compiler(const struct kernel *k);

/* What an outer make or a kernel developer's shell exports must not reach a build; NULL ends. */
extern const char *const modules_env[];

/*
 * The same for a folder whose modules may be refused by a compiler: nothing is said and nothing is checked, the
 * caller reads build.log there. @words, ended by NULL, are added to make's. -EIO: not everything was made; -EINTR: a
 * signal stopped it (run_signal()), and build.log says nothing.
 */
int modules_try_folder(const struct kernel *k, const char *folder, const char *const words[]);

/* The vermagic string of a module; caller frees. -EINVAL: no module, or none in it. */
int modules_vermagic(const char *ko, char **vermagic);

#endif
