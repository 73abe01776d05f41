/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernels - which kernels exist, and how one becomes an image plus headers on disk.
 */
#ifndef PB_KERNELS_H
#define PB_KERNELS_H

#include "base.h"

#define KERNEL_DEFAULT "6.12"

struct kernel {
	char *release;		/* "6.12.117+deb12-cloud-amd64": uname -r of the guest */
	char *series;		/* "6.12" */
	char *package;		/* "linux-image-6.12.117+deb12-cloud-amd64"; "" if the user brought it */
	char *version;		/* package version; "" if the user brought it */
	char *image_sha256;	/* of the .deb, or of the vmlinuz the user brought */
	char *vmlinuz;		/* path */
	char *headers;		/* path: a folder that `make -C` builds modules against */
	char *config;		/* path of the kernel's configuration; NULL: unknown */
	char *suite;		/* that it is from, if not one of the host's; else NULL */
};

/*
 * Resolve @spec (a series "6.12", one with a flavour "6.12-rt" or "6.12-generic", an exact release
 * "6.12.117+deb12-cloud-amd64", or the same without the flavour for VMs) in the distribution's index, download image and headers if the cache lacks them, unpack. What
 * the host's own suites do not offer is looked for in the distribution's other suites.
 * 0; -ENOENT: no such kernel (the message lists what there is); -EIO and others: as logged.
 */
int kernel_get(const char *spec, struct kernel *k);

/* A kernel that the user brings: --vmlinuz FILE --headers DIR. -EINVAL if they do not fit. */
int kernel_given(const char *vmlinuz, const char *headers, struct kernel *k);

void kernel_free(struct kernel *k);

struct kernel_entry {
	char *release, *series, *version;
	const char *suite; /* NULL: the host's */
	bool cached;
	bool is_default; /* what KERNEL_DEFAULT resolves to */
};

/*
 * Every cloud kernel that the index offers or the cache holds, newest first within a series.
 * Allocates *list; returns its length or -errno.
 */
int kernel_list(struct kernel_entry **list);
/* The same of all suites of the distribution, the host's first, and of all flavours. */
int kernel_list_all(struct kernel_entry **list);
void kernel_list_free(struct kernel_entry *list, int n);

/* "6.12.117+deb12-cloud-amd64" to "6.12"; caller frees. NULL if it is no kernel release. */
char *kernel_series(const char *release);

/* Debian version order of two releases or package versions: <0, 0, >0. */
int kernel_compare(const char *a, const char *b);

/* `uname -r` string inside a bzImage (boot protocol, kernel_version); caller frees; NULL if none. */
char *kernel_image_release(const char *vmlinuz);

#endif
