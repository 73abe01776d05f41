/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * needs - what must hold before a cell may run, as data.
 */
#ifndef PB_NEEDS_H
#define PB_NEEDS_H

#include "base.h"

struct needs {
	bool root;
	bool vm;			/* may crash the kernel: refuse outside a VM */
	bool modules;			/* the kernel can load modules */
	bool btf;			/* /sys/kernel/btf/vmlinux */
	unsigned int cpus;		/* at least so many online CPUs; 0: any */
	const char *const *kconfig;	/* "CONFIG_KPROBES=y", NULL ends; may be NULL */
	const char *symbol;		/* function that the kernel must have; may be NULL */
	const char *const *files;	/* must exist, NULL ends; may be NULL */
	const char *program;		/* in PATH; a guest is given the host's with its libraries */
};

/* What the running machine offers; filled once by needs_machine(), or by hand in a test. */
struct machine {
	bool root, vm, modules, btf;
	unsigned int cpus;
	const char *kconfig; /* text of the kernel's configuration; NULL: unknown */
	/*
	 * Mechanisms are tried, so kconfig decides nothing: on somebody's own kernel it may be unknown
	 * or name an option differently, and the kernel itself knows best what it can do.
	 */
	bool probed;
};

const struct machine *needs_machine(void);

/* The first unmet need as a sentence that the caller frees; NULL if all are met. */
char *needs_unmet(const struct needs *needs, const struct machine *m);

/* The first option of @needs that @m is known to lack, for the reason of a cell; NULL. */
const char *needs_lacking(const struct needs *needs, const struct machine *m);

#endif
