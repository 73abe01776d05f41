/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * initramfs - what a guest boots into: a newc cpio archive, the only thing it gets from the host.
 */
#ifndef PB_INITRAMFS_H
#define PB_INITRAMFS_H

#include "base.h"

struct initramfs;

/* Start an archive at @path; NULL after a logged error. */
struct initramfs *initramfs_open(const char *path);
int initramfs_dir(struct initramfs *a, const char *name);
/* @mode as in chmod; @name without leading slash. */
int initramfs_file(struct initramfs *a, const char *name, const char *from, unsigned int mode);
int initramfs_text(struct initramfs *a, const char *name, const char *text);
/* Character device @name with @major:@minor. */
int initramfs_device(struct initramfs *a, const char *name, unsigned int major, unsigned int minor);
/*
 * @program of the host's PATH as usr/bin/@program, and the libraries that ldd names, where they are
 * here. -ENOENT (quiet) if there is no such program.
 */
int initramfs_program(struct initramfs *a, const char *program);
/* Finish and free; 0 or -errno: errors of any earlier step surface here too. */
int initramfs_close(struct initramfs *a);

#endif
