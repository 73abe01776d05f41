/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * module - what strategies do with the modules of kmod/upgrade/: <stem> names pb_up_<stem>.ko.
 *
 * Functions return 0, or -errno with upgrade_fail() called.
 */
#ifndef PB_UPGRADE_MODULE_H
#define PB_UPGRADE_MODULE_H

#include "strategy.h"

/* Load; @args may be "". */
int module_insert(struct upgrade *u, const char *stem, const char *args);
/* Load and thereby attach to the hook of u->mech. */
int module_attach(struct upgrade *u, const char *stem);
/* Unload; one that is not loaded is no error. */
int module_remove(struct upgrade *u, const char *stem);
bool module_loaded(const char *stem);

/* Write a parameter; without upgrade_fail(): -errno is what the module says. */
int module_set(const char *stem, const char *parameter, const char *value);
/* The same with any file of sysfs. */
int module_write(const char *path, const char *value);
/* Read a number from one; 0 if there is none. */
u64 module_number(const char *stem, const char *file);

/*
 * "v1": the stem of version @version of the kind @kind ("v", "behind", "live"). A static buffer,
 * good for three more calls.
 */
const char *module_stem(const char *kind, unsigned int version);

#endif
