/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules - the beginning and the end of strategies whose versions are modules.
 */
#ifndef PB_UPGRADE_MODULES_H
#define PB_UPGRADE_MODULES_H

#include "strategy.h"

/* Stems of the modules that are versions, without their number; NULL ends. */
extern const char *const modules_kinds[];

int modules_open(struct upgrade *u);  /* version u->from is loaded and thereby attached */
int modules_close(struct upgrade *u); /* no module of any kind of version is left but the store */

#endif
