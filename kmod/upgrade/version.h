/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * version - a version of the relay that is attached to the hook itself.
 *
 * kmod only: loading attaches, so the record must have been found before.
 */
#include "relay.h"

#define PB_BEFORE_ATTACH() up_find_state()
#define up_event	   up_record
#include "handlers.h"

MODULE_DESCRIPTION("probebench: upgrade, a version of the relay");
MODULE_LICENSE("GPL");
